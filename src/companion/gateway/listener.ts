import type { RawData, WebSocket } from 'ws';
import type { Connection } from './connection.ts';

/** What is heard of the sockets of companions. */
export interface Heard {
  readonly heard: (connection: Connection, data: RawData, isBinary: boolean) => void;
  readonly gone: (socket: WebSocket, connection: Connection) => void;
  readonly broken: (error: Error) => void;
}

/** Listens to a socket with functions that all of them share: a connection costs no closures of its own. */
export function listener(
  connectionOf: (socket: WebSocket) => Connection | null,
  { heard, gone, broken }: Heard,
): (socket: WebSocket) => void {
  function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
    const connection = connectionOf(this);
    if (connection) heard(connection, data, isBinary);
  }
  function onPing(this: WebSocket, data: Buffer): void {
    const connection = connectionOf(this);
    const now = performance.now();
    if (!connection?.isOpen || !connection.mayGoOn(now, data.length)) return;
    if (connection.proven) connection.heardAt = now;
    connection.pong(data);
  }
  function onClose(this: WebSocket): void {
    const connection = connectionOf(this);
    if (connection) gone(this, connection);
  }
  return (socket) => {
    socket.on('message', onMessage).on('ping', onPing).on('close', onClose).on('error', broken);
  };
}
