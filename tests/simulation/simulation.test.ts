import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import type { Outcome } from './history.ts';
import { seedsFrom, simulate } from './main.ts';
import { MUTANTS } from './mutants.ts';
import regressions from './regressions.json' with { type: 'json' };

const HISTORIES = seedsFrom(1, 200);
const AGAIN = seedsFrom(1, 4);
/** How many histories are lived with a line broken, from the one that found it on: other changes may move where it shows. */
const BROKEN = 150;

suite('simulação', () => {
  const outcomes = new Map<number, Outcome[]>();
  const wrong = (seeds: readonly number[]) =>
    seeds.flatMap((seed) =>
      (outcomes.get(seed) ?? []).flatMap((outcome) =>
        outcome.wrong.map((what) => `node tests/simulation/main.ts --seed ${seed}: ${what}`),
      ),
    );
  const known = [...regressions.bugs, ...regressions.mutants].map(({ seed }) => seed);

  before(async () => {
    await simulate([...new Set([...HISTORIES, ...known]), ...AGAIN], { workers: 2 }, (outcome) => {
      outcomes.set(outcome.seed, [...(outcomes.get(outcome.seed) ?? []), outcome]);
      return undefined;
    });
  });

  test('em duzentas histórias de falhas, nem pedido, nem dinheiro, nem aviso se perde ou dobra', () => {
    assert.deepEqual(wrong(HISTORIES), []);
  });

  test('o que já deu errado uma vez não dá mais', () => {
    assert.deepEqual(wrong(known), []);
  });

  test('a mesma semente conta a mesma história, até o último acontecimento', () => {
    for (const seed of AGAIN) {
      const [once, again] = outcomes.get(seed) ?? [];
      assert.ok(once && again && once.events > 100);
      assert.equal(again.hash, once.hash, `seed ${seed}`);
    }
    assert.equal(new Set(AGAIN.map((seed) => outcomes.get(seed)?.[0]?.hash)).size, AGAIN.length);
  });

  suite('com uma linha quebrada de propósito, alguma história dá errado', { concurrency: 2 }, () => {
    for (const mutant of Object.keys(MUTANTS))
      test(mutant, async () => {
        const seed = regressions.mutants.find((each) => each.mutant === mutant)?.seed ?? 1;
        let caught = false;
        await simulate(seedsFrom(seed, BROKEN), { mutant, workers: 1 }, (outcome) => {
          caught = outcome.wrong.length > 0;
          return caught ? 'stop' : undefined;
        });
        assert.ok(caught);
      });
  });
});
