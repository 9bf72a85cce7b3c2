/**
 * Loaded before a program that is measured: told by SIGUSR2, it collects its garbage and gives the memory back, as V8
 * does by itself when memory gets short.
 */
process.on('SIGUSR2', () => {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
});
