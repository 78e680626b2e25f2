/* SPDX-License-Identifier: GPL-2.0-only */
/* Sentences to whoever listens; see diag.h. */
#include "util/diag.h"

#include <stdarg.h>
#include <stdio.h>

__attribute__((format(printf, 3, 0))) static void say(const struct diag *d, enum diag_level level,
						      const char *fmt, va_list ap)
{
	char msg[DIAG_SENTENCE_BYTES];

	if (!d || !d->emit)
		return;
	vsnprintf(msg, sizeof(msg), fmt, ap);
	d->emit(d->arg, level, msg);
}

void diag_say(const struct diag *d, enum diag_level level, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(d, level, fmt, ap);
	va_end(ap);
}

int diag_fail(const struct diag *d, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(d, DIAG_ERROR, fmt, ap);
	va_end(ap);
	return err;
}
