/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists in sentences; see listing.h. */
#include "util/listing.h"

/* For ` and N more`. */
enum { TAIL_BYTES = 32 };

void listing_init(struct listing *l)
{
	text_init(&l->text, l->buf, sizeof(l->buf) - TAIL_BYTES);
	l->cnt = 0;
}

bool listing_begin(struct listing *l)
{
	if (l->cnt++ >= LISTING_MAX)
		return false;
	if (l->cnt > 1)
		text_lit(&l->text, ", ");
	return true;
}

const char *listing_end(struct listing *l)
{
	l->text.cap = sizeof(l->buf) - 1;
	if (l->cnt > LISTING_MAX) {
		text_lit(&l->text, " and ");
		text_u64(&l->text, l->cnt - LISTING_MAX);
		text_lit(&l->text, " more");
	}
	l->buf[l->text.len] = '\0';
	return l->buf;
}
