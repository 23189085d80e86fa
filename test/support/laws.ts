// Laws of every test: the same examples on every machine, so that a run can be repeated and no change fails by chance for
// what it did not touch. `LAWS_SEED=any` looks at others, `LAWS_SEED=7` at those of one number (test/README.md).
import fc from 'fast-check';

const { LAWS_SEED: wanted = '20261123' } = process.env;
fc.configureGlobal(wanted === 'any' ? {} : { seed: Number(wanted) });

export default fc;
