export * from '../../../../../model/verdict-words.ts';
