// uri: report
// expect: [{"iso": "2011-05-24T12:00:00.000Z", "long": "24 May 2011", "kazan": "16:00", "money": "1.234,50 €", "date": "2011-05-24T12:00:00.000Z", "sorted": ["ä", "b", "z"]}]
const when = new Date(Date.UTC(2011, 4, 24, 12));
const report = () => ({
  iso: when.toISOString(),
  long: new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(when),
  kazan: when.toLocaleTimeString('en-GB', { timeZone: 'Europe/Moscow', hour: '2-digit', minute: '2-digit' }),
  money: new Intl.NumberFormat('de-DE', { style: 'currency', currency: 'EUR' }).format(1234.5).replace('\u00a0', ' '),
  date: when,
  sorted: ['z', 'ä', 'b'].sort(new Intl.Collator('de').compare),
});
