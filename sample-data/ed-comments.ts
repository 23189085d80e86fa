/** What patients write, by what it is about and how they liked it. `general` is about the whole visit. */
export const ED_COMMENTS: Readonly<
  Record<string, { readonly good: readonly string[]; readonly mixed: readonly string[]; readonly bad: readonly string[] }>
> = {
  general: {
    good: [
      'Everyone was kind and explained what was happening.',
      'Seen quicker than I expected. Thank you.',
      'Could not fault the staff, they were lovely with my mother.',
      'Very professional from start to finish.',
      'I felt safe the whole time.',
      'Great team, you could see they were busy and still had time for me.',
      'Nurse and doctor both listened. Much appreciated.',
      'Clear advice and a quick plan.',
      'My son was treated with real patience.',
      'All good, thanks.',
    ],
    mixed: [
      'Staff were nice but it took most of the day.',
      'Care was fine once I got in. Nobody said how long it would be.',
      'Good people, too few of them.',
      'No complaint about the treatment, just the waiting room.',
      'Okay overall. The chairs are hard and there was no water.',
      'It was alright, I just wish someone had kept us up to date.',
    ],
    bad: [
      'Far too long for what it was.',
      'Nobody told us anything for hours.',
      'I nearly went home twice.',
      'People who came after me went in first and no one explained why.',
      'I was in pain the whole time and had to ask three times.',
      'The place was packed and we were left standing.',
    ],
  },
  Intake: {
    good: ['The desk was quick and friendly.', 'Ambulance crew handed over straight away.', 'Registered in a couple of minutes.'],
    mixed: ['Had to give my details twice.', 'A queue at the desk but it moved.'],
    bad: [
      'Only one window open and a long queue.',
      'I had to say what was wrong with me in front of everyone.',
      'Waited on the trolley in the corridor.',
    ],
  },
  Triage: {
    good: [
      'The triage nurse called me almost at once.',
      'Blood pressure and everything done within minutes.',
      'Nurse took my pain seriously.',
    ],
    mixed: ['Triage was quick, then back to the waiting room.', 'Bit of a wait for the nurse.'],
    bad: [
      'Waited far too long before anyone even looked at me.',
      'Sent back out to wait with no idea how long.',
      'One nurse for a full room.',
    ],
  },
  Assessment: {
    good: [
      'The doctor was thorough and did not rush.',
      'Doctor explained everything in plain words.',
      'Seen by a doctor sooner than the screen said.',
    ],
    mixed: [
      'Doctor was very good, the wait to see her was not.',
      'Long wait, then all over in ten minutes.',
      'Good when I got there, took a while.',
    ],
    bad: [
      'Hours in the waiting room before a doctor came.',
      'The wait for the doctor is unacceptable.',
      'Triage was fast and then nothing happened for ages.',
      'Still waiting for a doctor long after the nurse had seen me.',
      'Two hours on a plastic chair with a broken wrist.',
    ],
  },
  Planning: {
    good: ['Blood results came back fast.', 'They told me what each test was for.', 'The plan made sense and I could ask questions.'],
    mixed: ['Tests were fine, waiting for results was slow.', 'Had to have bloods taken again.'],
    bad: [
      'Waited forever for the results.',
      'Bloods were lost and had to be done again.',
      'No one could say when the specialist would come.',
    ],
  },
  Treatment: {
    good: ['Painless and quick.', 'Stitches done with great care.', 'The nurse was gentle and funny.'],
    mixed: ['Treatment good, room was cold.', 'Had to wait for a room.'],
    bad: ['Treated in a corridor.', 'Waited an hour for a painkiller that was already prescribed.'],
  },
  Monitoring: {
    good: ['Someone checked on me every few minutes.', 'Quiet and well looked after on observation.'],
    mixed: ['A bit noisy to rest.', 'Checked on, though I had to ask for water.'],
    bad: ['Forgot about me behind the curtain.', 'The monitor beeped and nobody came.'],
  },
  Discharge: {
    good: ['Clear letter and advice for home.', 'Out the door soon after the decision.'],
    mixed: ['Told I could go, then waited for the letter.', 'Fine, though the pharmacy was closed.'],
    bad: [
      'Over an hour waiting for a piece of paper to go home.',
      'Waited all evening for a bed upstairs.',
      'Left without knowing what to do next.',
    ],
  },
  Billing: {
    good: ['Bill was clear and easy to pay online.'],
    mixed: ['Bill came before I knew what it was for.'],
    bad: ['Got a bill although I have a medical card.', 'Took weeks of calls to correct the bill.'],
  },
  'Follow-up': {
    good: ['Nice that someone rang to ask how I was.', 'My GP had the letter when I went.'],
    mixed: ['Letter got there in the end.'],
    bad: ['My GP knew nothing about my visit.', 'Promised a call and waited days for it.'],
  },
};
