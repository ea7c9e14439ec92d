// SPDX-License-Identifier: GPL-3.0-or-later
// FSRS reviews a second: this project's program against ts-fsrs in the same run, on the same histories.
//   npm ci --prefix tests && node tests/bench/fsrs-bench.mjs [build/tests/bench/fsrs-bench]
// Goals (as ratios): 30 without fuzz, 10 with; 2,000 tunes with 100 events each in at most 60 ms. The last line is JSON.
// Status: 0 ratios met, 1 one missed or the two did not do the same, 2 something is not there. The milliseconds move with the
// machine and its load, so they are told and do not count.
import { execFileSync } from 'node:child_process';

const program = process.argv[2] ?? 'build/tests/bench/fsrs-bench';
const nTunes = 2000, nEvents = 100, nRuns = 3, startMs = 1700000000000, dayMs = 86400000;

let lib;
try {
  lib = await import('ts-fsrs');
} catch {
  console.error('ts-fsrs is not installed: npm ci --prefix tests');
  process.exit(2);
}

let random;
const nextRandom = () => (random = (Math.imul(random, 1664525) + 1013904223) >>> 0) >>> 16;

function runOnce(fuzz) {
  const scheduler = lib.fsrs({ enable_fuzz: fuzz, maximum_interval: 365 });
  let sum = 0;
  random = 1;
  const begin = process.hrtime.bigint();
  for (let tune = 0; tune < nTunes; tune++) {
    let now = startMs + tune * 60000;
    let card = lib.createEmptyCard(now);
    for (let event = 0; event < nEvents; event++) {
      const chance = nextRandom() % 100;
      const rating = chance < 8 ? 1 : chance < 20 ? 2 : chance < 85 ? 3 : 4;
      card = scheduler.next(card, now, rating).card;
      now = card.due.getTime() + (nextRandom() % 3) * dayMs;
    }
    sum += card.due.getTime() % 1000000007;
  }
  return { perSecond: nTunes * nEvents / (Number(process.hrtime.bigint() - begin) / 1e9), sum };
}

function median(fuzz) {
  const runs = Array.from({ length: nRuns }, () => runOnce(fuzz)).sort((a, b) => a.perSecond - b.perSecond);
  return runs[nRuns >> 1];
}

let ours;
try {
  ours = JSON.parse(execFileSync(program, { encoding: 'utf8' }));
} catch (error) {
  console.error(`${program}: ${error.message}`);
  process.exit(2);
}
const plain = median(false), fuzzy = median(true);
const result = {
  ts_fsrs: lib.FSRSVersion,
  reviews_per_second: { woodshed: ours.reviews_per_second, ts_fsrs: Math.round(plain.perSecond) },
  fuzz_reviews_per_second: { woodshed: ours.fuzz_reviews_per_second, ts_fsrs: Math.round(fuzzy.perSecond) },
  ratio: +(ours.reviews_per_second / plain.perSecond).toFixed(1),
  fuzz_ratio: +(ours.fuzz_reviews_per_second / fuzzy.perSecond).toFixed(1),
  replay_ms: ours.replay_ms,
  same_results: ours.sum === plain.sum && ours.fuzz_sum === fuzzy.sum,
};
console.log(`without fuzz  ${ours.reviews_per_second} against ${Math.round(plain.perSecond)} reviews/s: ${result.ratio} times (goal 30)`);
console.log(`with fuzz     ${ours.fuzz_reviews_per_second} against ${Math.round(fuzzy.perSecond)} reviews/s: ${result.fuzz_ratio} times (goal 10)`);
console.log(`repertoire    ${nTunes} tunes with ${nEvents} events in ${ours.replay_ms} ms (goal 60)`);
console.log(`same results  ${result.same_results ? 'yes' : 'NO'}`);
console.log(JSON.stringify(result));
process.exit(result.ratio >= 30 && result.fuzz_ratio >= 10 && result.same_results ? 0 : 1);
