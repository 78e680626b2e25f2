/* SPDX-License-Identifier: GPL-2.0-only */
/* Sentences to whoever listens; see diag.h. */
#include "util/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "util/text.h"

__attribute__((format(printf, 3, 0))) static void say(const struct diag *d, enum diag_level level,
						      const char *fmt, va_list ap)
{
	char raw[DIAG_SENTENCE_BYTES], msg[DIAG_SENTENCE_BYTES];
	struct text t;

	if (!d || !d->emit)
		return;
	vsnprintf(raw, sizeof(raw), fmt, ap);
	/* There are paths in it, and who made their names is not always a friend. */
	text_init(&t, msg, sizeof(msg) - 1);
	text_escape(&t, raw, strlen(raw));
	msg[t.len] = '\0';
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
