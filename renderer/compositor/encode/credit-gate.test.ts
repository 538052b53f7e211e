import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CreditGate } from './credit-gate.ts';

describe('CreditGate', () => {
  it('leaves out video without credit up to the next key frame', () => {
    const gate = new CreditGate();
    gate.grant(250);
    const sent = [
      gate.offerVideo(100, true),
      gate.offerVideo(100, false),
      gate.offerVideo(100, false),
    ];
    gate.grant(1000);
    sent.push(gate.offerVideo(100, false), gate.offerVideo(100, true), gate.offerVideo(100, false));
    expect(sent).toEqual([true, true, false, false, true, true]);
    expect(gate.videoDropped).toBe(2);
  });

  it('wants a key frame once there is credit for one like that which did not fit', () => {
    const gate = new CreditGate();
    gate.offerVideo(100, true);
    expect(gate.wantsKeyFrame).toBe(false);
    gate.grant(100);
    expect(gate.wantsKeyFrame).toBe(false);
    gate.grant(1);
    expect(gate.wantsKeyFrame).toBe(true);
    gate.offerVideo(90, true);
    expect(gate.wantsKeyFrame).toBe(false);
  });

  it('begins again with nothing on a new connection', () => {
    const gate = new CreditGate();
    gate.grant(1000);
    gate.reset();
    gate.grant(10);
    expect([gate.wantsKeyFrame, gate.offerVideo(5, false), gate.offerVideo(5, true)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('keeps a second of sound, the newest', () => {
    const gate = new CreditGate();
    for (let block = 0; block < 150; block += 1) {
      gate.offerSound({ timestampUs: block * 10_000, durationUs: 10_000, bytes: 10 });
    }
    expect(gate.soundDropped).toBe(50);
    gate.grant(20);
    expect(gate.shiftSound()?.timestampUs).toBe(500_000);
    expect(gate.shiftSound()?.timestampUs).toBe(510_000);
    expect(gate.shiftSound()).toBeUndefined();
  });

  it('never overdraws, and never sends what refers to something left out', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('grant' as const), bytes: fc.nat(500) }),
      fc.record({ kind: fc.constant('video' as const), bytes: fc.nat(400), isKey: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const gate = new CreditGate();
        let credit = 0;
        let isWhole = false;
        for (const given of steps) {
          if (given.kind === 'grant') {
            gate.grant(given.bytes);
            credit += given.bytes;
            continue;
          }
          const isFirst = given.isKey || isWhole || credit >= given.bytes;
          const isSent = gate.offerVideo(given.bytes, given.isKey);
          if (isSent) credit -= given.bytes;
          expect(credit).toBeGreaterThanOrEqual(0);
          expect(isFirst || !isSent).toBe(true);
          isWhole = isSent;
        }
      }),
      { numRuns: 20_000 },
    );
  });
});
