/**
 * Common given names of many countries, in lower case without accents. Words that are also verbs, months, places or things
 * of a service (mark, grant, bill, april, paris, austin, grace) are left out: a column is judged by most of its values, and
 * those would make names of activities and of cities.
 */
const TEXT = `
aaron abdul abdullah abigail adam adele adrian adriana agnes agnieszka ahmad ahmed aidan aileen aine aisha aisling akira alan alba albert alejandra alejandro
aleksander aleksandra alessandro alessia alex alexander alexandra alexandre alexei alfred ali alice alicia alina alison allison amanda amelia amina amir amit amy
ana anais anastasia anders andre andrea andreas andrei andres andrew andrzej andy angela angelica angus anil anika anita anja ann anna annabel anne anneke annette
annika anthony antje antoine anton antonia antonio antonis anya aoife arjun arnaud arne arno arthur arun asha ashley asif astrid audrey aurelie axel ayesha aylin
barbara bart bartosz bas beata beatrice beatriz ben benedikt benjamin bernadette bernard bernd beth bettina birgit bjorn bob bogdan boris bram brandon brenda brendan
brian bridget brigitte bruno bryan caitlin camila camille carl carla carlos carmen carolina caroline carsten catalina catarina catherine cathy cecilia cedric celia
celine chantal charles chen cheryl chiara chidi chloe chris christian christiane christina christine christoph christopher ciara ciaran cillian claire clara clare
claudia claudio clemens conor connor corinna craig cristian cristina cynthia daan dagmar damian dan daniel daniela danielle danny dara darren dave david deborah
debbie deepak deirdre denis denise dennis derek diana diane diego dieter dimitri dirk dmitri dominic dominik dominique donal donald donna dorothy doug douglas duncan
eamon eddie edith eduardo edward edwin eileen elaine eleanor elena eleni elisa elisabeth elise elizabeth ella ellen ellie elsa emil emilia emilie emily emma
emmanuel enrico eric erica erik erika erin esther ethan eugene eva evan eve evelyn ewa fabian fabio fatima fatma federico felipe felix femke fernanda fernando fiona
florian francesca francesco francis francisco francois frank franz fred frederic frederik freya friedrich gabor gabriel gabriela gabriele gareth gary gavin gemma
geoffrey george georg georgia gerald gerard gerhard gerry giacomo gianluca gina giorgio giovanni giulia giuseppe gloria gordon graham greg gregor gregory grzegorz
guido guillaume gunter gunther gustav guy hana hanna hannah hans harald harry hasan hassan heather heidi heike heiko heinz helen helena helene helga hendrik henk
henning henri henrik henry herbert hilda hiroshi holger hugo hussein ian ibrahim ida ignacio igor ilse imran ines ingo ingrid ioana irene irina iris isaac isabel
isabella isabelle ivan ivana iwona jack jackie jacob jacqueline jacques jaime jakob jakub james jamie jan jana jane janet janice jasmin jason javier jean jeff jeffrey
jelena jennifer jenny jens jeremy jerome jess jessica jesus jill jim jimmy jin joachim joan joana joanna joanne joao jochen joe joel joerg johan johann johanna
johannes john johnny jolanta jon jonas jonathan jordi jorge jose josef joseph josephine joshua jozef juan juana judith judy juha julia julian juliana julie julien
juliette julio jun jurgen justin justyna jutta kai kamil karen karim karin karina karl karla karsten kasia katarina katarzyna kate katerina katharina katherine kathleen
kathrin kathy katie katja katrin kay keith kelly kelvin ken kenneth kenji kerstin kevin khalid kim kirsten kirsty klaus konrad konstantin krishna kristin kristina
krzysztof kumar kurt kyle lara larissa lars laszlo laura laurence laurent lauren lea leah lena lennart leo leon leonard leonardo leonie leslie leticia lewis li liam
liisa lily lina linda lisa liz lorenzo lorna lothar louis louisa louise luca lucas lucia lucie lucy ludwig luigi luis luisa lukas lukasz lutz luuk lydia lynn lynne
maarten maciej madeleine magda magdalena maike malcolm malgorzata manfred manuel manuela marc marcel marcella marcelo marcin marco marcos marcus margaret margarita margit
maria mariam mariana marianne marie marija marika marina mario marion marisa marius marijke marta marten martha martin martina martine mary masha mateo mateusz mathias
mathieu mats matt matteo matthew matthias matthieu maureen maurice mauro max maxime maximilian maya megan mehmet mei melanie melissa merve mia michael michaela michal
michel michele michelle mick miguel mihai mikael mike mikko milan milos min mira miriam mirjam mohamed mohammad mohammed moira molly monica monika monique morten
muhammad mustafa nadia nadine naomi natalia natalie natasha nathalie nathan neil nele nelson niamh nicholas nick nicola nicolas nicole niels nigel niklas nikolai
nikolas nikos nils nina noah noel noor nora norbert norman nuala nuno oisin ola olaf oleg olga oliver olivia olivier omar orla oscar oskar otto owen pablo paddy pamela
paola paolo pascal patricia patrick patrik paul paula paulina pauline paulo pavel pawel pedro peggy penny per pete peter petr petra phil philip philipp philippa
philippe pierre pieter pietro pilar piotr priya rachel radek rafael rafal rahul raimund rainer raj rajesh ralf ralph ramona ramon raphael raquel rashid raul ravi raymond
rebecca regina reinhard rene renate renata reza riccardo richard rick rita robert roberta roberto robin rodrigo roger roisin roland rolf roman ronald ronan rosa rosemary
ross roy ruben rudolf rui russell ruth ryan sabine sabrina said sally salma sam samantha samir samuel sandra sandy sanjay sara sarah sascha sasha sean sebastian selina
serena serge sergei sergio seamus shane shannon sharon shauna sheila shirley silke silvia simon simona simone sinead siobhan sofie sonia sonja sophia sophie stacy
stanislaw stefan stefania stefanie stella stephan stephanie stephen steve steven stuart sunil sunita susan susana susanne suzanne svenja sven sybille sylvia sylvie
takeshi tamara tania tanja tara tatiana ted teresa terence terry theo theresa therese thierry thomas thorsten tiago tim timo timothy tina tobias todd tom tomas tomasz
toni tony torsten tracey tracy trevor tristan udo ulrich ulrike una ursula ute uwe vadim valentina valeria valerie vanessa vera veronica veronika vicente victor
vijay viktor viktoria vincent vincenzo violeta virginie vishal vladimir volker wanda wei wendy wenjing werner wilhelm willem william wim witold wojciech wolfgang xavier
xiao yan yannick yasmin yasmine yolanda yuki yuri yusuf yves yvonne zara zbigniew zeynep zofia zoe zoltan zsofia
adaeze ade adebayo amara ayo chiamaka chidinma chinedu chukwuemeka emeka folake funmi ifeoma kwame kofi ama akosua ngozi nkechi obinna olu oluwaseun tunde uche yetunde zainab
aarav ananya aditya deepa divya kavita lakshmi manoj meera neha nisha pooja prakash preeti rakesh rohan sandeep shreya sneha suresh swati vikram
`;

export const GIVEN_NAMES: ReadonlySet<string> = new Set(TEXT.split(/\s+/).filter((name) => name !== ''));
