/* SPDX-License-Identifier: GPL-2.0-only */
/* Arrays of numbers as text; see bytes.h. */
#include "util/bytes.h"

void bytes_put_array(struct text *t, const struct bytes_array *a)
{
	size_t cnt = a->bytes_cnt / a->element_bytes;

	text_char(t, '{');
	for (size_t i = 0; i < cnt && !t->cut; i++) {
		if (i)
			text_char(t, ',');
		if (a->is_signed)
			text_i64(t, (int64_t)bytes_element(a, i));
		else
			text_hex(t, bytes_element(a, i));
	}
	text_char(t, '}');
}
