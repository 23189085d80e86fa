export * from '../../../../../model/record-words.ts';
