export * from '../../../model/improvement-marks.ts';
