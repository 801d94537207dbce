/**
 * What the words of a code are taken from: 256, so that a byte names one. All are lower-case English, four to eight
 * letters, and no two of them begin with the same three letters, sound alike (Soundex) or differ by less than three
 * letters: what is heard on a bad line is another word or none, never a neighbour. `words.test.ts` holds the list to it.
 */
export const WORDS: readonly string[] = `
acorn album anchor angle animal arbor arena artist atlas autumn badge baker balcony bamboo banana barley beetle bench
berry bicycle biscuit blanket bonfire border bronze brush buffalo bullet butter cable cactus camel canvas captain
caravan cedar cement chalk chimney cinema circus clarinet clover cobalt coconut coffee collar copper cotton crayon
crimson crystal cucumber cupboard cushion daisy decade delta denim desert diamond dinner doctor dolphin donkey drawer
drummer earring eclipse elbow emblem emerald empire engine fabric family farmer feather fiddle filter flamingo forest
fossil fountain friday furnace gallery garage general giraffe glacier goldfish gorilla granite guitar hamster harness
helmet holiday horizon hotel husband iceberg igloo insect island ivory jacket jaguar jasmine jelly jigsaw journal
juniper keyboard kingdom kitchen koala lagoon lantern laptop lavender legend lemon leopard lettuce library lilac
lizard lobster logbook machine magnet mailbox mammoth mango mattress meadow metal mirror mitten morning mosaic muffin
mustard napkin nature network nickel night notebook nutmeg ocean octave office onion opera orange orbit orchid
ostrich oxygen painter palace pancake parcel peacock pebble pelican pencil perfume piano picnic pigeon pilgrim
pioneer plaster potato prism pumpkin puppet purple pyramid rabbit radio railway raven record reindeer ripple rosebud
rudder safari sailor salad sandal sausage scarlet school scissors scooter senator shelter shrimp shuttle slipper
snorkel soccer spaniel spider sponge spruce squirrel stadium stocking tadpole talent target teapot temple tennis
terrace thunder tiger toast tornado trailer trombone tulip turbine tweed twilight ukulele umbrella unicorn vanilla
vessel video village vinegar violet visitor vitamin volcano voyage waffle walnut whisker willow wolf wombat woodland
workshop yogurt zebra zodiac
`
  .trim()
  .split(/\s+/);
