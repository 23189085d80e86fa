/**
 * Names of columns in English, German, French, Dutch and Spanish, and those of the XES standard.
 *
 * A name is compared by its words, lower case, without accents: `CaseID`, `case_id` and `Case ID` are the same.
 * `whole` names are the role itself; `part` names only point to it.
 */
export interface RoleWords {
  readonly whole: readonly string[];
  readonly part: readonly string[];
}

const list = (text: string) => text.split(',').map((word) => word.trim());

export const EVENT_WORDS = {
  case: {
    whole: list(
      'case concept name, case id, case, caseid, case number, case key, case nr, trace, trace id, ticket id, ticket, ticket number, request id, request, order id, order number, claim id, claim, visit id, visit, patient id, patient, application id, incident id, incident, encounter id, admission id, process instance, fall, fall id, fallnummer, vorgangsnummer, auftragsnummer, auftrag, dossier, id dossier, numero dossier, zaak, zaak id, zaaknummer, caso, id caso, expediente, id',
    ),
    part: list('case, ticket, patient, claim, order, request, visit, dossier, zaak, caso, fall, vorgang, auftrag, expediente'),
  },
  activity: {
    whole: list(
      'concept name, activity, activity name, event, event name, task, task name, action, step, step name, handling, operation, status, state, event type, milestone, aktivitat, vorgang, tatigkeit, schritt, ereignis, aufgabe, activite, etape, tache, evenement, activiteit, stap, taak, handeling, gebeurtenis, actividad, paso, tarea, evento',
    ),
    part: list('activity, event, task, action, step, aktivitat, schritt, activite, etape, activiteit, actividad, tarea'),
  },
  start: {
    whole: list(
      'start, start time, start timestamp, start date, started, started at, begin, begin time, begin date, began, beginning, start datetime, time start, from, beginn, anfang, startzeit, start zeit, von, startdatum, debut, date debut, heure debut, date de debut, aanvang, begintijd, starttijd, van, inicio, fecha inicio, hora inicio, fecha de inicio, desde',
    ),
    part: list('start, started, begin, beginn, anfang, debut, aanvang, inicio'),
  },
  end: {
    whole: list(
      'end, end time, end timestamp, end date, ended, ended at, complete, complete time, complete timestamp, completed, completed at, completion time, finish, finished, finished at, finish time, stop, stop time, end datetime, time end, close time, to, ende, endzeit, bis, enddatum, abschluss, fin, date fin, heure fin, date de fin, einde, eindtijd, einddatum, tot, fecha fin, hora fin, fecha de fin, hasta, termino',
    ),
    part: list('end, ended, complete, completed, finish, finished, stop, ende, abschluss, fin, einde, eind, termino'),
  },
  time: {
    whole: list(
      'time timestamp, time, timestamp, datetime, date time, event time, event timestamp, event date, date, at, occurred at, happened at, ts, zeit, zeitpunkt, datum, zeitstempel, datum uhrzeit, heure, horodatage, date heure, tijd, tijdstip, datum tijd, tijdstempel, fecha, hora, fecha hora, marca de tiempo',
    ),
    part: list(
      'time, timestamp, datetime, date, zeit, zeitpunkt, datum, zeitstempel, horodatage, heure, tijd, tijdstip, fecha, hora, occurred, logged, recorded',
    ),
  },
  lifecycle: {
    whole: list(
      'lifecycle transition, lifecycle, transition, life cycle, registration type, event type, transaction type, lebenszyklus, cycle de vie',
    ),
    part: list('lifecycle, transition, transaction, registration'),
  },
  instance: {
    whole: list(
      'concept instance, instance, instance id, activity instance, activity instance id, event instance, handling id, task id, task instance, work item, work item id, step id',
    ),
    part: list('instance, handling id, work item'),
  },
  'event-id': {
    whole: list('event id, eventid, event uuid, event key, event number, ereignis id, id evenement, id evento'),
    part: [],
  },
  arrival: {
    whole: list(
      'arrival, arrival time, arrived, arrived at, arrival date, arrival timestamp, ankunft, ankunftszeit, arrivee, heure arrivee, aankomst, aankomsttijd, llegada, hora llegada',
    ),
    part: list('arrival, arrived, ankunft, arrivee, aankomst, llegada'),
  },
  resource: {
    whole: list(
      'org resource, resource, user, user name, username, employee, agent, staff, performer, worker, operator, performed by, handled by, done by, executed by, assignee, originator, nurse, doctor, clinician, mitarbeiter, bearbeiter, benutzer, ressource, utilisateur, employe, medewerker, gebruiker, behandelaar, usuario, empleado, recurso',
    ),
    part: list(
      'resource, user, employee, agent, staff, performer, worker, operator, assignee, mitarbeiter, bearbeiter, utilisateur, medewerker, usuario, empleado',
    ),
  },
  team: {
    whole: list(
      'org group, team, group, org role, department, unit, work group, workgroup, queue, assignment group, support group, abteilung, gruppe, organisationseinheit, equipe, groupe, departement, afdeling, groep, ploeg, equipo, grupo, departamento',
    ),
    part: list('team, group, department, unit, abteilung, gruppe, equipe, groupe, afdeling, equipo, grupo, departamento'),
  },
  cost: {
    whole: list('cost total, cost, costs, total cost, event cost, kosten, cout, couts, coste, costo, costes'),
    part: list('cost, costs, kosten, cout, coste, costo'),
  },
} as const satisfies Record<string, RoleWords>;

/** Times that say when something should happen, or when something else did. Never the time of an event by guess. */
export const OTHER_TIMES = list(
  'due, deadline, planned, plan, expected, target, scheduled, estimated, requested, required, birth, dob, born, created, updated, modified, soll, geplant, frist, fallig, geburt, geburtsdatum, erstellt, prevu, prevue, echeance, naissance, cree, gepland, verwacht, deadline, geboorte, previsto, prevista, vencimiento, nacimiento, creado',
);

export const FEEDBACK_WORDS = {
  case: EVENT_WORDS.case,
  'answered-at': {
    whole: list(
      'answered at, answered, answer date, response date, responded at, submitted at, submitted, completed at, date, time, timestamp, datetime, feedback date, survey date, beantwortet, antwortdatum, datum, date reponse, repondu le, beantwoord, antwoorddatum, fecha respuesta, fecha',
    ),
    part: list('answered, responded, submitted, response, answer, date, time, datum, zeit, fecha, timestamp'),
  },
  score: {
    whole: list(
      'score, rating, nps, nps score, csat, csat score, ces, ces score, satisfaction, grade, stars, likelihood to recommend, recommend, bewertung, zufriedenheit, punkte, note, satisfaction score, cijfer, tevredenheid, puntuacion, satisfaccion, nota, valoracion',
    ),
    part: list(
      'score, rating, nps, csat, ces, satisfaction, stars, recommend, bewertung, zufriedenheit, tevredenheid, puntuacion, satisfaccion, valoracion',
    ),
  },
  comment: {
    whole: list(
      'comment, comments, feedback, text, remark, remarks, verbatim, free text, answer text, review, message, kommentar, freitext, anmerkung, bemerkung, commentaire, remarque, avis, opmerking, toelichting, comentario, observacion, opinion',
    ),
    part: list('comment, feedback, verbatim, remark, kommentar, commentaire, opmerking, comentario'),
  },
  stage: { whole: list('stage, phase, step, about, etape, schritt, fase, etapa'), part: list('stage, phase, fase, etape') },
  instrument: {
    whole: list('instrument, survey, survey type, question, question type, metric, kind, umfrage, enquete, encuesta'),
    part: list('instrument, survey'),
  },
  customer: {
    whole: list(
      'customer, customer id, client, client id, respondent, respondent id, person, person id, patient, patient id, contact, email, kunde, kunden id, kundennummer, klant, klantnummer, cliente, id cliente',
    ),
    part: list('customer, client, respondent, kunde, klant, cliente'),
  },
  'invited-at': {
    whole: list(
      'invited at, invited, invitation date, sent at, sent, send date, eingeladen, versandt, envoye, uitgenodigd, verzonden, enviado, invitado',
    ),
    part: list('invited, invitation, sent'),
  },
  language: { whole: list('language, lang, locale, sprache, langue, taal, idioma'), part: list('language, sprache, langue, taal, idioma') },
} as const satisfies Record<string, RoleWords>;

/** The words of a name: `CaseID` and `case:concept_id` come apart; accents and case go. */
export const wordsOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** 1 when the name is the role's own, 0.6 when it holds a word of it, else 0. */
export function nameFits(name: string, words: RoleWords): number {
  const said = wordsOf(name);
  const glued = said.replaceAll(' ', '');
  if (words.whole.some((word) => word === said || word.replaceAll(' ', '') === glued)) return 1;
  const padded = ` ${said} `;
  return words.part.some((word) => padded.includes(` ${word} `)) ? 0.6 : 0;
}
