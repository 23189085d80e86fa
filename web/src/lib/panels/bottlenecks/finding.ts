export * from '../../../../../model/wait-words.ts';
