export * from '../../../model/measure-words.ts';
