/** Standard deviation that the timestamps of chunks are taken to have. */
const timestampNoiseS = 0.0012;
/** How far from nominal a sound device is expected to run, before anything was heard of it. */
const rateDeviation = 0.003;
/** How much a device's rate may wander; with the noise above it makes a memory of about 20 s. */
const rateWanderPerSqrtS = 0.3e-6;
/** Timestamps that stand off together by this much, over half a second, are no noise: follow them. */
const surpriseS = 0.003;
const surpriseMemoryS = 0.5;
/** How much of the rate is forgotten then. */
const surprisedRateDeviation = 0.001;

/**
 * Follows a sound device's clock on the program clock from noisy timestamps: a Kalman filter of two
 * states, time and rate. It locks within seconds and then moves so slowly that no noise is heard.
 */
export class SampleClock {
  readonly #nominalS: number;
  /** Time of sample `#index`, and how much longer than nominal a sample lasts, as a fraction. */
  #timeUs: number;
  #index = 0;
  #stretch = 0;
  // Covariance of time and stretch, in seconds.
  #timeVariance = timestampNoiseS ** 2;
  #covariance = 0;
  #stretchVariance = rateDeviation ** 2;
  /** Mean of the latest errors. */
  #biasS = 0;

  /** @param timestampUs Small numbers, please: beside 1e15 a double has no room for a fraction. */
  constructor(sampleRate: number, timestampUs: number) {
    this.#nominalS = 1 / sampleRate;
    this.#timeUs = timestampUs;
  }

  /** Microseconds a sample lasts. */
  get periodUs(): number {
    return this.#nominalS * 1e6 * (1 + this.#stretch);
  }

  timeOf(index: number): number {
    return this.#timeUs + (index - this.#index) * this.periodUs;
  }

  indexAt(timestampUs: number): number {
    return this.#index + (timestampUs - this.#timeUs) / this.periodUs;
  }

  observe(index: number, timestampUs: number): void {
    const elapsedS = (index - this.#index) * this.#nominalS;
    this.#timeUs = this.timeOf(index);
    this.#index = index;
    this.#timeVariance += elapsedS * (2 * this.#covariance + elapsedS * this.#stretchVariance);
    this.#covariance += elapsedS * this.#stretchVariance;
    this.#stretchVariance += elapsedS * rateWanderPerSqrtS ** 2;

    const errorS = (timestampUs - this.#timeUs) / 1e6;
    this.#biasS += (errorS - this.#biasS) * Math.min(1, elapsedS / surpriseMemoryS);
    if (Math.abs(this.#biasS) > surpriseS) {
      this.#timeVariance += this.#biasS ** 2;
      this.#stretchVariance += surprisedRateDeviation ** 2;
      this.#biasS = 0;
    }

    const timeGain = this.#timeVariance / (this.#timeVariance + timestampNoiseS ** 2);
    const stretchGain = this.#covariance / (this.#timeVariance + timestampNoiseS ** 2);
    this.#timeUs += timeGain * errorS * 1e6;
    this.#stretch += stretchGain * errorS;
    this.#stretchVariance -= stretchGain * this.#covariance;
    this.#covariance *= 1 - timeGain;
    this.#timeVariance *= 1 - timeGain;
  }

  /** The samples jumped on the program clock; the device is the same, so its rate is kept. */
  jump(timestampUs: number): void {
    this.#index = 0;
    this.#timeUs = timestampUs;
    this.#timeVariance = timestampNoiseS ** 2;
    this.#covariance = 0;
    this.#biasS = 0;
  }
}
