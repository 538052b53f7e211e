import { memoryChannel } from '#core/lib/memory-channel.ts';
import type {
  EngineExit,
  EngineLauncher,
  EngineProcess,
} from '#core/engine-supervisor/engine-process.ts';
import { engineService } from '#shared/contract/engine.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { DestinationState, RecordingState } from '#shared/model/broadcast.ts';
import { bind, RpcPeer } from '#shared/rpc/peer.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import type { Implementation } from '#shared/rpc/service.ts';

interface FakeDestination {
  readonly url: string;
  readonly streamKey: string;
  state: DestinationState;
}

/** One run of an engine that carries nothing: it takes every call and says what it was told. */
export class FakeEngine implements EngineProcess {
  static #lastPid = 1000;
  readonly pid = (FakeEngine.#lastPid += 1);
  readonly channel;
  readonly calls: string[] = [];
  readonly destinations = new Map<string, FakeDestination>();
  session: { readonly audioCodec: string; readonly fps: number } | null = null;
  recording: { readonly file: string; readonly container: string } | null = null;
  /** Makes `removeDestination` and `closeSession` never answer. */
  hangs = false;
  /** What the next `startRecording` fails with. */
  recordingProblem: string | null = null;
  readonly #peer: RpcPeer;
  readonly #exited = new Emitter<EngineExit>();
  readonly onDidExit = this.#exited.event;
  readonly #changedDestination = new Emitter<{ id: string; state: DestinationState }>();
  readonly #changedRecording = new Emitter<RecordingState>();
  readonly #sampled = new Emitter<SampleValue>();
  #isOver = false;

  constructor() {
    const [core, own] = memoryChannel();
    this.channel = core;
    this.#peer = new RpcPeer(own, { serves: [bind(engineService, this.#implementation())] });
    own.onDidClose(() => {
      this.exit({ code: 0, signal: null });
    });
  }

  /** As a peer's server would make it. */
  setState(id: string, state: DestinationState): void {
    const destination = this.destinations.get(id);
    if (destination) destination.state = state;
    this.#changedDestination.emit({ id, state });
  }

  setRecording(state: RecordingState): void {
    this.#changedRecording.emit(state);
  }

  sample(value: SampleValue): void {
    this.#sampled.emit(value);
  }

  /** Dies, by default as if killed. */
  exit(exit: EngineExit = { code: null, signal: 'SIGKILL' }): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#peer.close();
    this.#exited.emit(exit);
  }

  kill(): void {
    this.exit({ code: null, signal: 'SIGTERM' });
  }

  #implementation(): Implementation<typeof engineService> {
    const called = (name: string): Promise<void> => {
      this.calls.push(name);
      return this.hangs ? new Promise(() => undefined) : Promise.resolve();
    };
    return {
      openSession: ({ audioCodec, fps }) => {
        this.calls.push('openSession');
        this.session = { audioCodec, fps };
      },
      closeSession: async () => {
        await called('closeSession');
        this.session = null;
      },
      addDestination: ({ id, url, streamKey }) => {
        this.calls.push(`addDestination ${id}`);
        if (!this.session) throw new RpcError('conflict', 'no session is open');
        if (this.destinations.has(id)) throw new RpcError('conflict', 'it is there already');
        this.destinations.set(id, { url, streamKey, state: { kind: 'idle' } });
        this.setState(id, { kind: 'connecting', step: 'tcp' });
      },
      removeDestination: async ({ id }) => {
        await called(`removeDestination ${id}`);
        this.destinations.delete(id);
      },
      retryDestination: ({ id }) => {
        this.calls.push(`retryDestination ${id}`);
        this.setState(id, { kind: 'connecting', step: 'tcp' });
      },
      startRecording: ({ file, container }) => {
        this.calls.push('startRecording');
        if (this.recordingProblem !== null) {
          throw new RpcError('unavailable', this.recordingProblem);
        }
        this.recording = { file, container };
      },
      stopRecording: async () => {
        await called('stopRecording');
        const { recording } = this;
        if (!recording) throw new RpcError('conflict', 'nothing is recorded');
        this.recording = null;
        return { file: recording.file, bytes: 1000, durationMs: 2000 };
      },
      listEncoders: () => [],
      onDidChangeDestination: this.#changedDestination.event,
      onDidChangeRecording: this.#changedRecording.event,
      onDidSample: this.#sampled.event,
    };
  }
}

type SampleValue = Parameters<
  Parameters<Implementation<typeof engineService>['onDidSample']>[0]
>[0];

/** Starts fake engines, one after another, and keeps them for the test to look at. */
export class FakeEngineLauncher implements EngineLauncher {
  readonly launched: FakeEngine[] = [];
  /** What `launch` throws. */
  problem: string | null = null;

  /** The one that was started last. */
  get current(): FakeEngine {
    const engine = this.launched.at(-1);
    if (!engine) throw new Error('no engine was started');
    return engine;
  }

  launch(): EngineProcess {
    if (this.problem !== null) throw new Error(this.problem);
    const engine = new FakeEngine();
    this.launched.push(engine);
    return engine;
  }
}
