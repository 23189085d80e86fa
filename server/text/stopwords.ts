/** Languages that are told apart, by their ISO 639-1 codes. */
export const LANGUAGES = ['en', 'nl', 'de', 'fr', 'es', 'it', 'pt', 'sv'] as const;
export type Language = (typeof LANGUAGES)[number];

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  nl: 'Dutch',
  de: 'German',
  fr: 'French',
  es: 'Spanish',
  it: 'Italian',
  pt: 'Portuguese',
  sv: 'Swedish',
};

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''));

/** The words each language is made of and recognised by; they tell nothing about what a comment is about. */
export const STOPWORDS: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: words(`the and of to in is was were are be been being it its that this these those i me my we us our you your he him his she her they them their
    a an for on with at by from as but or nor if so than then there here not no don't didn't doesn't wasn't weren't isn't aren't couldn't can't cannot won't
    wouldn't hadn't haven't hasn't shouldn't i'm i've it's that's have has had having do does did done will would could should can may might must shall what which who
    whom when where why how all any both each few more most other some such only own same too very just also about after again against before because between
    during into through until while over under up down out off once ever never always still even much many well really quite thanks thank please am
    everyone everything someone something anyone anything nobody nothing one ones yet let lets get got go went come came say said told tell make made like however though although every another
    around back since without within upon per bit lot lots us i'd we'd they'd you'd yes now soon almost nearly else`),
  nl: words(`de het een en van in is was waren zijn ben bent wordt werd worden dat die dit deze ik mij mijn me we wij ons onze je jij jouw u uw hij hem ze zij haar hun hen
    voor met op aan bij naar door over onder uit als maar of dus dan er hier daar niet geen wel ook nog al alle alles heel erg veel meer meest zeer te toen om tot tegen
    heb hebt heeft had hadden hebben kan kon konden kunnen zou zouden zal zullen moet moest moeten mag wil wilde werden wie wat waar wanneer waarom hoe welke
    na voordat omdat tussen terwijl steeds altijd nooit weer zo zonder iets niets iemand niemand iedereen bedankt dank heel graag goed gewoon eigenlijk echt toch
    maakt gemaakt gaat ging gegaan komt kwam doen deed gedaan laten liet zelf elkaar even best keer eens`),
  de: words(`der die das den dem des ein eine einer eines einem einen und ist war waren sind bin bist wird wurde wurden werden dass ich mich mir mein meine meinen wir uns unser unsere
    du dich dein ihr ihre er ihn ihm sie es sich zu zum zur in im ins an am auf aus bei beim mit nach von vom vor für über unter durch gegen ohne um bis als aber oder
    denn weil wenn dann da dort hier nicht kein keine keinen nichts auch noch schon nur sehr mehr viel viele alle alles ganz so wie was wer wo wann warum
    habe hast hat hatte hatten haben kann konnte konnten können soll sollte muss musste müssen darf will wollte würde man mal immer nie wieder etwas jemand niemand danke
    bitte gut leider einfach eigentlich wirklich doch sowie etwa dieser diese dieses diesem diesen jeder jede jedes selbst beide zwischen während nachdem bevor`),
  fr: words(`le la les l un une des du de d et est était étaient sont être été a ai as ont avait avaient avoir eu que qu qui quoi dont où je j me m mon ma mes nous notre nos tu te toi
    vous votre vos il elle ils elles on se s son sa ses leur leurs ce c cet cette ces ça pour par sur avec dans en au aux à mais ou donc or ni car si ne n pas plus
    moins très trop peu beaucoup tout tous toute toutes rien personne jamais toujours encore déjà aussi bien comme quand comment pourquoi sans sous entre avant après
    depuis pendant chez vers fait faire faut peut pouvait ici là y merci bonjour vraiment aucun aucune même autre autres alors puis ainsi été suis sommes serait`),
  es: words(`el la los las un una unos unas de del y e o u que qué es era eran son ser fue fueron está estaba están estuvo estar he ha han había haber hay me mi mis yo nos nosotros nuestro nuestra
    tú te tu tus usted ustedes él ella ellos ellas se su sus lo le les esto este esta estos estas ese esa eso para por con sin sobre en al a pero si no ni ya muy más
    menos mucho muchos mucha poco todo todos toda todas nada nadie nunca siempre también como cuando cómo cuándo donde dónde porque aunque entre antes después desde
    hasta durante tiene tienen tenía tener puede pude poder hace hacer hizo gracias buen bien otra otro algo alguien cada sólo solo aún todavía tan así`),
  it: words(`il lo la i gli le l un uno una di del della dei delle dello degli e ed è era erano sono essere stato stata stati ho hai ha hanno aveva avere mi mio mia miei noi ci nostro nostra
    tu ti tuo tua voi vi vostro lui lei loro si suo sua suoi questo questa questi queste quello quella per con su in da dal dalla al alla ai alle nel nella a ma o se che
    chi cui non né più meno molto molti molta poco tutto tutti tutta niente nulla nessuno mai sempre anche come quando dove perché tra fra prima dopo durante senza
    sotto ancora già solo così può potuto fare fatto grazie bene davvero`),
  pt: words(`o a os as um uma uns umas de do da dos das e é era eram são ser foi foram está estava estão estar tem têm tinha ter há me meu minha nos nosso nossa tu te teu você vocês
    ele ela eles elas se seu sua seus isto isso este esta esse essa para por pelo pela com sem sobre em no na nos nas ao à mas ou que quem não nem já muito muitos muita mais
    menos pouco tudo todo todos toda nada ninguém nunca sempre também como quando onde porque entre antes depois desde até durante pode fazer feito obrigado obrigada bem
    ainda só cada outro outra mesmo algo alguém`),
  sv: words(`och att det den de en ett i på är var vara varit blir blev bli jag mig min mitt mina vi oss vår vårt du dig din ni er han hon honom henne dem deras sin sitt
    som för med av till från om vid hos över under mellan efter före utan men eller så inte ingen inget inga ej också mycket många mer mest alla allt någon något några
    hade har haft kan kunde ska skulle måste får fick vill ville när var vad vem hur varför här där då nu igen alltid aldrig bara även tack bra väldigt ganska lite sedan
    eftersom dock redan ännu själv`),
};

/** Words that tell a language no more than any other word, and say nothing about what a comment is about either. */
export const EMPTY_WORDS: Partial<Readonly<Record<Language, ReadonlySet<string>>>> = {
  en: words(
    `via left right way thing things see seen saw time times took take taken give gave given felt feel good great nice fine okay ok alright day days put use used`,
  ),
};

/** Letters that few languages write. */
export const LETTERS: readonly (readonly [letters: RegExp, languages: readonly Language[]])[] = [
  [/ß/u, ['de']],
  [/[äö]/u, ['de', 'sv']],
  [/ü/u, ['de']],
  [/å/u, ['sv']],
  [/ñ/u, ['es']],
  [/[ãõ]/u, ['pt']],
  [/ç/u, ['fr', 'pt']],
  [/[œùûîïë]/u, ['fr']],
  [/[êâô]/u, ['fr', 'pt']],
  [/[àè]/u, ['fr', 'it']],
  [/[áíóú]/u, ['es', 'pt']],
  [/ij/u, ['nl']],
];
