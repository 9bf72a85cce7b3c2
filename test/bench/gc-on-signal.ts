/** Loaded before a program that is measured: collects its garbage when it is told to by SIGUSR2. */
process.on('SIGUSR2', () => {
  globalThis.gc?.();
});
