export * from '../../../../model/lost-words.ts';
