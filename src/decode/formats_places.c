/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the records of an event have their fields, for who reads many of them; see formats.h. */
#include "decode/formats_private.h"

#include <errno.h>
#include <string.h>

/*
 * saddr, daddr_v6 and their like are bytes for the format file, and addresses for who reads them.
 * No format says so; the names do.
 */
static bool is_ip(const struct tep_format_field *field, const struct formats_place *place)
{
	return place->kind == FORMATS_ARRAY && !place->carried && place->element_bytes == 1 &&
	       (place->size == 4 || place->size == 16) && strstr(field->name, "addr");
}

static bool is_dev(const struct tep_format_field *field, const struct formats_place *place)
{
	return place->kind == FORMATS_UNSIGNED && !strcmp(field->type, "dev_t");
}

static void each_place(const struct tep_format_field *field, formats_place_fn *fn, void *arg)
{
	for (; field; field = field->next) {
		struct formats_place place;

		formats_place_of(field, &place);
		place.is_ip = is_ip(field, &place);
		place.is_dev = is_dev(field, &place);
		fn(arg, &place);
	}
}

int formats_each_place(const struct formats *f, uint32_t id, formats_place_fn *fn, void *arg)
{
	const struct formats_known *known = formats_known_by_id(f, id);

	if (!known)
		return -ENOENT;
	each_place(known->tep->format.common_fields, fn, arg);
	each_place(known->tep->format.fields, fn, arg);
	return 0;
}
