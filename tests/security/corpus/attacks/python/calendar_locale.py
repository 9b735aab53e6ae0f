# A calendar with a locale sets that of the process.
# after: interpreter
# source: own
import calendar
def attack(**_):
    return {"proof": str(calendar.LocaleTextCalendar)}
