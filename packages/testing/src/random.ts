export { mulberry32 } from '@foodious/kernel/random.ts';
