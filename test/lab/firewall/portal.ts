import { createServer, type Server } from 'node:http';

/** The sign-in page of a network: whoever asks for another host is sent to `host`. */
export function createPortal(host: string): Server {
  return createServer((request, response) => {
    if (request.headers.host === host) {
      response.setHeader('content-type', 'text/html');
      response.end('<title>Sign in</title><form method="post"><input name="room"></form>');
      return;
    }
    response.writeHead(302, { location: `http://${host}/login` });
    response.end();
  });
}
