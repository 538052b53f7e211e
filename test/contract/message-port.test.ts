import { MessageChannel } from 'node:worker_threads';
import { messagePortChannel } from '#shared/rpc/message-port-channel.ts';
import { contractSuite } from './contract-suite.ts';

contractSuite('MessagePort', () => {
  const { port1, port2 } = new MessageChannel();
  return Promise.resolve({
    server: messagePortChannel(port1),
    client: messagePortChannel(port2),
    close: () => {
      port1.close();
    },
  });
});
