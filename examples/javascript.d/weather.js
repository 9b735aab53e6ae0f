// @ts-check
/// <reference path="../../sdk/cocaine_sdk/cocaine.d.ts" />

/**
 * A generator: the weather of something imagined, told as people there would read it. It ends after a week.
 *
 *     cocaine push 'javascript:///weather.js/weather?city=Riga&language=lv' --interval 2s
 *
 * @param {{ city: string, language?: string }} args
 */
function* weather({ city, language = 'en' }) {
  const say = new Intl.NumberFormat(language, { style: 'unit', unit: 'celsius', maximumFractionDigits: 1 });
  const day = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
  let degrees = 15;
  for (let n = 0; n < 7; n++) {
    degrees += Math.random() * 4 - 2;
    log.debug(`${city}: day ${n}`);
    yield { city, day: day.format(Date.now() + n * 86_400_000), temperature: say.format(degrees), degrees: Number(degrees.toFixed(1)) };
  }
}
