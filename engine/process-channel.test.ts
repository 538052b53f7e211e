import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import {
  forkedProcessLink,
  parentPortLink,
  type ForkedProcess,
  type ParentPort,
} from './process-channel.ts';

class FakeProcess extends EventEmitter implements ForkedProcess {
  connected = true;
  readonly sent: unknown[] = [];
  send(message: unknown): boolean {
    this.sent.push(message);
    return true;
  }
  disconnect(): void {
    this.connected = false;
    this.emit('disconnect');
  }
}

class FakeParentPort extends EventEmitter implements ParentPort {
  readonly sent: unknown[] = [];
  postMessage(message: unknown): void {
    this.sent.push(message);
  }
}

const socketMessage = {
  kind: 'media-socket',
  request: { method: 'GET', url: '/media', headers: {} },
  head: new Uint8Array(),
};

describe('forkedProcessLink', () => {
  it('keeps media sockets and rpc apart', () => {
    const child = new FakeProcess();
    const link = forkedProcessLink(child);
    const [messages, sockets]: [unknown[], unknown[]] = [[], []];
    link.channel.onDidReceive((message) => messages.push(message));
    link.onDidReceiveSocket(({ message }) => sockets.push(message));
    const socket = new Socket();
    child.emit('message', { kind: 'request' }, undefined);
    child.emit('message', socketMessage, socket);
    child.emit('message', socketMessage, undefined);
    link.channel.send('hello');
    expect(messages).toEqual([{ kind: 'request' }]);
    expect(sockets).toEqual([socketMessage]);
    expect(child.sent).toEqual(['hello']);
    socket.destroy();
  });

  it('closes once, from either side, and is silent then', () => {
    const child = new FakeProcess();
    const { channel } = forkedProcessLink(child);
    let closes = 0;
    channel.onDidClose(() => (closes += 1));
    channel.onDidReceive(() => (closes += 100));
    child.disconnect();
    channel.close();
    child.emit('message', 'late', undefined);
    channel.send('late');
    expect(closes).toBe(1);
    expect(child.sent).toEqual([]);

    const other = new FakeProcess();
    forkedProcessLink(other).channel.close();
    expect(other.connected).toBe(false);
  });
});

describe('parentPortLink', () => {
  it('keeps media ports and rpc apart', () => {
    const parentPort = new FakeParentPort();
    const link = parentPortLink(parentPort);
    const [messages, ports]: [unknown[], unknown[]] = [[], []];
    link.channel.onDidReceive((message) => messages.push(message));
    link.onDidReceivePort((port) => ports.push(port));
    const { port1, port2 } = new MessageChannel();
    parentPort.emit('message', { data: { kind: 'request' }, ports: [] });
    parentPort.emit('message', { data: { kind: 'media-port' }, ports: [port1] });
    parentPort.emit('message', { data: { kind: 'media-port' }, ports: [] });
    link.channel.send('hello');
    expect(messages).toEqual([{ kind: 'request' }]);
    expect(ports).toEqual([port1]);
    expect(parentPort.sent).toEqual(['hello']);
    port1.close();
    port2.close();
  });
});
