/**
 * Names of columns in English, German, French, Dutch, Spanish, Italian, Portuguese, Polish and Swedish, of the XES
 * standard, and of the exports of common systems.
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
      'case concept name, case id, case, caseid, case number, case key, case nr, trace, trace id, ticket id, ticket, ticket number, request id, request, order id, order number, claim id, claim, visit id, visit, patient id, patient, application id, incident id, incident, encounter id, admission id, process instance, fall, fall id, fallnummer, vorgangsnummer, auftragsnummer, auftrag, dossier, id dossier, numero dossier, zaak, zaak id, zaaknummer, caso, id caso, expediente, id, issue key, issue id, number, sys id, record number, case no, ticket no, visit number, visit no, mrn visit, episode, episode id, stay id, admission number, work order, work order number, loan id, policy number, shipment, shipment id, invoice number, job number, project number, purchase order, po number, sales order, application number, service request, sr number, belegnummer, beleg, belegnr, bestellnummer, vorgangsnr, vorgangs id, aktenzeichen, antragsnummer, schadennummer, aufnahmenummer, behandlungsfall, fallnr, no dossier, n dossier, numero de dossier, numero demande, id demande, dossiernummer, aanvraagnummer, numero de caso, id caso, num expediente, numero expediente, solicitud, numero solicitud, pratica, numero pratica, id pratica, richiesta, processo, numero processo, numero do processo, protocolo, chamado, pedido, sprawa, numer sprawy, nr sprawy, zgloszenie, numer zgloszenia, zlecenie, arende, arendenummer, arendenr, diarienummer',
    ),
    part: list(
      'case, ticket, patient, claim, order, request, visit, dossier, zaak, caso, fall, vorgang, auftrag, expediente, issue, incident, shipment, encounter, episode, application, antrag, akte, beleg, pratica, processo, sprawa, sprawy, zgloszenia, arende, aanvraag, solicitud, demande',
    ),
  },
  activity: {
    whole: list(
      'concept name, activity, activity name, event, event name, task, task name, action, step, step name, handling, operation, status, state, event type, milestone, aktivitat, vorgang, tatigkeit, schritt, ereignis, aufgabe, activite, etape, tache, evenement, activiteit, stap, taak, handeling, gebeurtenis, actividad, paso, tarea, evento, event description, activity description, activity subject, activity type, action name, step description, process step, operation text, taskname, task description, stage name, current step, new status, status to, to status, work step, vorgangstext, arbeitsschritt, prozessschritt, massnahme, arbeitsgang, statustext, operation, libelle, libelle etape, nature, processtap, handelingsnaam, tramite, fase, estado, accion, attivita, azione, fase, passo, stato, atividade, etapa, acao, tarefa, situacao, andamento, czynnosc, zdarzenie, etap, krok, operacja, handelse, aktivitet, atgard, steg',
    ),
    part: list(
      'activity, event, task, action, step, aktivitat, schritt, activite, etape, activiteit, actividad, tarea, attivita, azione, atividade, tarefa, czynnosc, czynnosci, aktivitet, handelse, vorgangstext, tramite',
    ),
  },
  start: {
    whole: list(
      'start, start time, start timestamp, start date, started, started at, begin, begin time, begin date, began, beginning, start datetime, time start, from, beginn, anfang, startzeit, start zeit, von, startdatum, debut, date debut, heure debut, date de debut, aanvang, begintijd, starttijd, van, inicio, fecha inicio, hora inicio, fecha de inicio, desde, actual start, start datetime, begin timestamp, work start, beginn datum, startzeitpunkt, arbeitsbeginn, heure de debut, data inicio, data de inicio, hora de inicio, data inizio, inizio, ora inizio, data rozpoczecia, rozpoczecie, poczatek, od, startdatum, starttid, paborjad, borjan',
    ),
    part: list(
      'start, started, begin, beginn, anfang, debut, aanvang, inicio, inizio, rozpoczecia, rozpoczecie, poczatek, starttid, paborjad, startzeit, starttijd, startzeitpunkt',
    ),
  },
  end: {
    whole: list(
      'end, until, end time, end timestamp, end date, ended, ended at, complete, complete time, complete timestamp, completed, completed at, completion time, finish, finished, finished at, finish time, stop, stop time, end datetime, time end, close time, to, ende, endzeit, bis, enddatum, abschluss, fin, date fin, heure fin, date de fin, einde, eindtijd, einddatum, tot, fecha fin, hora fin, fecha de fin, hasta, termino, actual end, end datetime, finish timestamp, work end, endzeitpunkt, arbeitsende, heure de fin, data fim, data de fim, hora fim, termino, data fine, fine, ora fine, data zakonczenia, zakonczenie, koniec, do, slutdatum, sluttid, slut, avslutad',
    ),
    part: list(
      'end, ended, complete, completed, finish, finished, stop, ende, abschluss, fin, einde, eind, termino, fine, fim, zakonczenia, zakonczenie, koniec, sluttid, slut, avslutad, endzeit, eindtijd',
    ),
  },
  time: {
    whole: list(
      'time timestamp, time, timestamp, datetime, date time, event time, event timestamp, event date, date, at, occurred at, happened at, ts, zeit, zeitpunkt, datum, zeitstempel, datum uhrzeit, heure, horodatage, date heure, tijd, tijdstip, datum tijd, tijdstempel, fecha, hora, fecha hora, marca de tiempo, recorded at, event datetime, message time, action date, action time, changed at, changed on, logged at, erfasst am, buchungsdatum, ereigniszeit, date evenement, date et heure, date action, datum en tijd, fecha y hora, fecha evento, data, data ora, data e ora, data evento, data hora, data do evento, data zdarzenia, czas, data i godzina, tidpunkt, datum tid, tid, tidsstampel',
    ),
    part: list(
      'time, timestamp, datetime, date, zeit, zeitpunkt, datum, zeitstempel, horodatage, heure, tijd, tijdstip, fecha, hora, occurred, logged, recorded, data, ora, czas, tid, tidpunkt',
    ),
  },
  lifecycle: {
    whole: list(
      'lifecycle transition, lifecycle, transition, life cycle, registration type, event type, transaction type, lebenszyklus, cycle de vie, event lifecycle, state transition, phase of event',
    ),
    part: list('lifecycle, transition, transaction, registration'),
  },
  instance: {
    whole: list(
      'concept instance, instance, instance id, activity instance, activity instance id, event instance, handling id, task id, task instance, work item, work item id, step id, step instance, activity id, operation id, run id',
    ),
    part: list('instance, handling id, work item'),
  },
  'event-id': {
    whole: list(
      'event id, eventid, event uuid, event key, event number, ereignis id, id evenement, id evento, message id, message control id, log id, entry id, history id, audit id, record id, sys audit id, transaction id',
    ),
    part: [],
  },
  arrival: {
    whole: list(
      'arrival, arrival time, arrived, arrived at, arrival date, arrival timestamp, ankunft, ankunftszeit, arrivee, heure arrivee, aankomst, aankomsttijd, llegada, hora llegada, registration time, registered at, intake date, received, received at, received on, date received, opened at, opened, date opened, eingang, eingangsdatum, eingegangen am, date reception, recu le, ontvangen, ontvangstdatum, recibido, fecha recepcion, ricevuto, data arrivo, arrivo, chegada, recebido em, data wplywu, przyjecie, inkom, ankomst',
    ),
    part: list(
      'arrival, arrived, ankunft, arrivee, aankomst, llegada, received, eingang, reception, ontvangen, recepcion, arrivo, chegada, wplywu, ankomst',
    ),
  },
  resource: {
    whole: list(
      'org resource, resource, user, user name, username, employee, agent, staff, performer, worker, operator, performed by, handled by, done by, executed by, assignee, originator, nurse, doctor, clinician, mitarbeiter, bearbeiter, benutzer, ressource, utilisateur, employe, medewerker, gebruiker, behandelaar, usuario, empleado, recurso, assigned to, actor, author, owner, changed by, updated by, created by, completed by, user id, login, account, physician, attending doctor, provider, analyst, officer, case worker, caseworker, handler, technician, bearbeitet von, sachbearbeiter, sachbearbeiterin, geandert von, verantwortlich, zustandiger, arzt, agent, gestionnaire, instructeur, traite par, behandeld door, funcionario, tramitador, responsable, realizado por, operatore, utente, addetto, eseguito da, incaricato, responsavel, atendente, funcionario, usuario, pracownik, uzytkownik, wykonawca, operator, handlaggare, anvandare, utford av, medarbetare',
    ),
    part: list(
      'resource, user, employee, agent, staff, performer, worker, operator, assignee, mitarbeiter, bearbeiter, utilisateur, medewerker, usuario, empleado, author, actor, owner, handler, technician, physician, sachbearbeiter, operatore, addetto, utente, responsavel, atendente, pracownik, uzytkownik, handlaggare, anvandare',
    ),
  },
  team: {
    whole: list(
      'org group, team, group, org role, department, unit, work group, workgroup, queue, assignment group, support group, abteilung, gruppe, organisationseinheit, equipe, groupe, departement, afdeling, groep, ploeg, equipo, grupo, departamento, assigned group, owning team, support team, business unit, ward, clinic, org unit, desk, office, station, dienststelle, fachbereich, referat, sachgebiet, service, bureau, direction, dienst, oficina, unidad, area, seccion, reparto, ufficio, struttura, unita, setor, area, unidade, equipa, wydzial, dzial, zespol, jednostka, avdelning, enhet, grupp, team name',
    ),
    part: list(
      'team, group, department, unit, abteilung, gruppe, equipe, groupe, afdeling, equipo, grupo, departamento, ward, reparto, ufficio, setor, wydzial, dzial, zespol, avdelning, enhet, dienststelle, oficina, unidad, clinic, office',
    ),
  },
  cost: {
    whole: list(
      'cost total, cost, costs, total cost, event cost, kosten, cout, couts, coste, costo, costes, amount charged, charge, charges, fee, costi, custo, custos, koszt, koszty, kostnad',
    ),
    part: list('cost, costs, kosten, cout, coste, costo, costi, custo, koszt, kostnad'),
  },
} as const satisfies Record<string, RoleWords>;

/** Times that say when something should happen, or when something else did. Never the time of an event by guess. */
export const OTHER_TIMES = list(
  'due, deadline, planned, plan, expected, target, scheduled, estimated, estimate, requested, required, birth, dob, born, valid, expiry, expires, promised, sla, soll, geplant, geplantes, frist, fallig, geburt, geburtsdatum, gultig, wunschtermin, liefertermin, prevu, prevue, echeance, naissance, gepland, verwacht, geboorte, geboortedatum, previsto, prevista, vencimiento, nacimiento, scadenza, nascita, prazo, vencimento, nascimento, termin, planowana, urodzenia, forfallodatum, planerad, fodelsedatum, streefdatum',
);

/** Times of a record itself: when it was made or last changed. */
export const OWN_TIMES = list(
  'created, updated, modified, changed, opened, registered, entered, sys created on, sys updated on, loaded, load, exported, extracted, erstellt, angelegt, geandert, anlagedatum, cree, modifie, aangemaakt, gewijzigd, creado, modificado, creato, modificato, criado, utworzono, utworzenia, zmieniono, skapad, andrad, aenderungsdatum, erfassungsdatum, registro, data apertura',
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
      'score, rating, nps, nps score, csat, csat score, ces, ces score, satisfaction, grade, stars, likelihood to recommend, recommend, bewertung, zufriedenheit, punkte, note, satisfaction score, cijfer, tevredenheid, puntuacion, satisfaccion, nota, valoracion, satisfaction rating, nps rating, punteggio, voto, soddisfazione, avaliacao, nota, ocena, betyg',
    ),
    part: list(
      'score, rating, nps, csat, ces, satisfaction, stars, recommend, bewertung, zufriedenheit, tevredenheid, puntuacion, satisfaccion, valoracion, punteggio, avaliacao, ocena, betyg',
    ),
  },
  comment: {
    whole: list(
      'comment, comments, feedback, text, remark, remarks, verbatim, free text, answer text, review, message, kommentar, freitext, anmerkung, bemerkung, commentaire, remarque, avis, opmerking, toelichting, comentario, observacion, opinion, customer comment, feedback text, commento, comentarios, komentarz, uwagi, kommentarer, fritext',
    ),
    part: list('comment, feedback, verbatim, remark, kommentar, commentaire, opmerking, comentario, commento, komentarz'),
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
  site: {
    whole: list(
      'site, site id, location, location id, branch, branch id, clinic, store, shop, facility, building, campus, service, standort, filiale, niederlassung, vestiging, locatie, lieu, agence, sede, sucursal, plats',
    ),
    part: list('site, location, branch, standort, filiale, vestiging, locatie, sucursal'),
  },
  'invited-at': {
    whole: list(
      'invited at, invited, invitation date, sent at, sent, send date, eingeladen, versandt, envoye, uitgenodigd, verzonden, enviado, invitado',
    ),
    part: list('invited, invitation, sent'),
  },
  language: { whole: list('language, lang, locale, sprache, langue, taal, idioma'), part: list('language, sprache, langue, taal, idioma') },
} as const satisfies Record<string, RoleWords>;

const PLAIN: Record<string, string> = { ł: 'l', Ł: 'L', ø: 'o', Ø: 'O', đ: 'd', Đ: 'D', ı: 'i', ß: 'ss' };

/** The words of a name: `CaseID` and `case:concept_id` come apart; accents and case go. */
export const wordsOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[łŁøØđĐıß]/g, (letter) => PLAIN[letter] ?? letter)
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
  // German, Dutch and Swedish glue words together, and the last one says what it is: “Supportgruppe”
  const ends = said.split(' ').filter((word) => word.length > 7);
  const held = words.part.some((word) => padded.includes(` ${word} `) || (word.length >= 6 && ends.some((end) => end.endsWith(word))));
  return held ? 0.6 : 0;
}
