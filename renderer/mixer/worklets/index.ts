// One file for the AudioWorklet scope: vite builds it on its own, so that the page may forbid inline code.
import './meter.ts';
import './player.ts';
import './tap.ts';
import './tone.ts';
