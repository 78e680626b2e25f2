/* SPDX-License-Identifier: GPL-2.0-only */
/* From the places that formats tell to rows of the filter layer; see record_fields_of.h. */
#include "cmd/record_fields_of.h"

#include <errno.h>
#include <stdlib.h>

static void count(void *arg, const struct formats_place *place)
{
	size_t *cnt = arg;

	(void)place;
	++*cnt;
}

static enum record_field_kind kind_of(const struct formats_place *place)
{
	switch (place->kind) {
	case FORMATS_SIGNED:
		return RECORD_SIGNED;
	case FORMATS_UNSIGNED:
		return RECORD_UNSIGNED;
	case FORMATS_STRING:
		return RECORD_STRING;
	case FORMATS_ARRAY:
		break;
	}
	return place->is_ip ? RECORD_IP : RECORD_BYTES;
}

static void append(void *arg, const struct formats_place *place)
{
	struct record_fields *r = arg;

	r->v[r->cnt++] = (struct record_field){
		.name = place->name,
		.kind = kind_of(place),
		.offset = place->offset,
		.size = place->size,
		.carried = place->carried,
		.relative = place->relative,
		.is_address = place->is_address,
		.is_dev = place->is_dev,
		.element_bytes = place->element_bytes,
		.element_signed = place->element_signed,
	};
}

int record_fields_of(struct record_fields *r, const struct formats *f, uint32_t id)
{
	const struct formats_event *event = formats_event_by_id(f, id);
	size_t cnt = 0;

	*r = (struct record_fields){ .id = id };
	if (!event || formats_each_place(f, id, count, &cnt))
		return -ENOENT;
	r->event = event->full_name;
	if (!cnt)
		return 0;
	r->v = calloc(cnt, sizeof(*r->v));
	if (!r->v)
		return -ENOMEM;
	return formats_each_place(f, id, append, r);
}

void record_fields_fini(struct record_fields *r)
{
	free(r->v);
	r->v = NULL;
	r->cnt = 0;
}
