/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records of tracepoints as fields and as text; see formats.h. What a record says of itself is
 * checked before anybody believes it.
 */
#include "decode/formats_private.h"

#include <errno.h>
#include <string.h>

#include <trace-seq.h>

#include "decode/formats_guard.h"
#include "util/bytes.h"

/* As many as Linux can have. A plugin keeps something for each up to the highest. */
enum { CPUS_MAX = 8192 };

/* --- Whether a record is whole ------------------------------------------------------------- */

int formats_carried(const void *raw, size_t raw_len, uint32_t offset, const char **bytes,
		    uint32_t *len)
{
	return bytes_carried(raw, raw_len, offset, false, bytes, len) ? 0 : -EBADMSG;
}

static bool field_carried(const struct tep_format_field *field, const void *raw, size_t raw_len,
			  const char **bytes, uint32_t *len)
{
	return bytes_carried(raw, raw_len, (size_t)field->offset,
			     field->flags & TEP_FIELD_IS_RELATIVE, bytes, len);
}

static int check_field(const struct tep_format_field *field, const void *raw, size_t raw_len)
{
	const char *bytes;
	uint32_t len;

	if (field->offset < 0 || field->size < 0 ||
	    (size_t)field->offset + (size_t)field->size > raw_len)
		return -EBADMSG;
	if (!(field->flags & TEP_FIELD_IS_DYNAMIC))
		return 0;
	if (field->size != sizeof(uint32_t))
		return -EBADMSG;
	return field_carried(field, raw, raw_len, &bytes, &len) ? 0 : -EBADMSG;
}

static int check_fields(const struct tep_format_field *field, const void *raw, size_t raw_len)
{
	int err = 0;

	for (; field && !err; field = field->next)
		err = check_field(field, raw, raw_len);
	return err;
}

/* The event of a record, and whether all its fields are in it. */
static int check_record(const struct formats *f, const struct formats_record *r,
			const struct formats_known **known)
{
	const struct tep_format *format;
	uint16_t id;
	int err;

	/* The common fields are eight bytes, and begin with the id. */
	if (r->raw_len < 8 || r->raw_len > FORMATS_RAW_MAX)
		return -EBADMSG;
	memcpy(&id, r->raw, sizeof(id));
	*known = formats_known_by_id(f, id);
	if (!*known)
		return -ENOENT;
	format = &(*known)->tep->format;
	err = check_fields(format->common_fields, r->raw, r->raw_len);
	return err ? err : check_fields(format->fields, r->raw, r->raw_len);
}

/* --- Fields -------------------------------------------------------------------------------- */

const char *formats_field_bytes(const struct tep_format_field *field, const void *raw,
				size_t raw_len, uint32_t *len)
{
	const char *bytes = NULL;

	*len = 0;
	if (field->flags & TEP_FIELD_IS_DYNAMIC) {
		field_carried(field, raw, raw_len, &bytes, len);
		return bytes;
	}
	/* An array without a size is all the rest. */
	*len = field->size ? (uint32_t)field->size : (uint32_t)(raw_len - (size_t)field->offset);
	return (const char *)raw + field->offset;
}

/* libtraceevent also takes bytes for characters, and changes its mind with what they are. */
static bool is_string(const struct tep_format_field *field)
{
	return field->flags & TEP_FIELD_IS_ARRAY && strstr(field->type, "char") &&
	       !strstr(field->type, "signed char");
}

static unsigned int element_bytes_of(const struct tep_format_field *field)
{
	int bytes = field->elementsize;

	/* `unsigned long[]` of Linux has none for libtraceevent. */
	if (!bytes && strstr(field->type, "long"))
		bytes = 8;
	else if (!bytes && (strstr(field->type, "int") || strstr(field->type, "32")))
		bytes = 4;
	if (!(field->flags & TEP_FIELD_IS_ARRAY) || bytes < 0 ||
	    !bytes_is_number_size((size_t)bytes))
		return 1;
	return (unsigned int)bytes;
}

void formats_place_of(const struct tep_format_field *field, struct formats_place *place)
{
	bool is_signed = field->flags & TEP_FIELD_IS_SIGNED;

	*place = (struct formats_place){
		.name = field->name,
		.offset = (uint32_t)field->offset,
		.size = (uint32_t)field->size,
		.carried = field->flags & TEP_FIELD_IS_DYNAMIC,
		.relative = field->flags & TEP_FIELD_IS_RELATIVE,
	};
	if (is_string(field)) {
		place->kind = FORMATS_STRING;
	} else if (field->flags & (TEP_FIELD_IS_ARRAY | TEP_FIELD_IS_DYNAMIC) ||
		   !bytes_is_number_size(place->size)) {
		place->kind = FORMATS_ARRAY;
		place->element_bytes = element_bytes_of(field);
		place->element_signed = is_signed;
	} else {
		place->is_address = field->flags & TEP_FIELD_IS_POINTER;
		is_signed &= !place->is_address;
		place->kind = is_signed ? FORMATS_SIGNED : FORMATS_UNSIGNED;
	}
}

static struct bytes_array array_of(const struct formats_field *field)
{
	return (struct bytes_array){
		.bytes = field->bytes,
		.bytes_cnt = field->bytes_cnt,
		.element_bytes = field->element_bytes,
		.is_signed = field->element_signed,
	};
}

static void fill_field(const struct tep_format_field *from, const struct formats_record *r,
		       struct formats_field *field)
{
	struct formats_place place;
	struct bytes_array a;
	uint32_t len;

	formats_place_of(from, &place);
	*field = (struct formats_field){
		.name = place.name,
		.kind = place.kind,
		.is_address = place.is_address,
		.bytes = formats_field_bytes(from, r->raw, r->raw_len, &len),
		.element_bytes = place.element_bytes,
		.element_signed = place.element_signed,
	};
	field->bytes_cnt = len;
	switch (place.kind) {
	case FORMATS_SIGNED:
	case FORMATS_UNSIGNED:
		field->number = bytes_number(field->bytes, len, place.kind == FORMATS_SIGNED);
		break;
	case FORMATS_STRING:
		field->bytes_cnt = strnlen(field->bytes, len);
		break;
	case FORMATS_ARRAY:
		a = array_of(field);
		bytes_array_settle(&a, !from->size);
		field->bytes_cnt = a.bytes_cnt;
		field->element_bytes = a.element_bytes;
		break;
	}
}

uint64_t formats_element(const struct formats_field *field, size_t idx)
{
	struct bytes_array a = array_of(field);

	return bytes_element(&a, idx);
}

int formats_each_field(const struct formats *f, const struct formats_record *r,
		       formats_field_fn *fn, void *arg)
{
	const struct formats_known *known;
	const struct tep_format_field *from;
	int err = check_record(f, r, &known);

	if (err)
		return err;
	for (from = known->tep->format.fields; from; from = from->next) {
		struct formats_field field;

		fill_field(from, r, &field);
		fn(arg, &field);
	}
	return 0;
}

int formats_find_field(const struct formats *f, const struct formats_record *r, const char *name,
		       struct formats_field *field)
{
	const struct formats_known *known;
	const struct tep_format_field *from;
	int err = check_record(f, r, &known);

	if (err)
		return err;
	from = tep_find_any_field(known->tep, name);
	if (!from)
		return -ENOENT;
	fill_field(from, r, field);
	return 0;
}

/* --- Text ---------------------------------------------------------------------------------- */

void formats_put_array(struct text *t, const struct formats_field *field)
{
	struct bytes_array a = array_of(field);

	bytes_put_array(t, &a);
}

struct field_list {
	struct text *t;
	bool begun;
};

/* For events whose print format nobody should follow: `name=value name=value`. */
static void put_field(void *arg, const struct formats_field *field)
{
	struct field_list *list = arg;
	struct text *t = list->t;

	if (list->begun)
		text_char(t, ' ');
	list->begun = true;
	text_str(t, field->name);
	text_char(t, '=');
	switch (field->kind) {
	case FORMATS_SIGNED:
		text_i64(t, (int64_t)field->number);
		break;
	case FORMATS_UNSIGNED:
		if (field->is_address)
			text_hex(t, field->number);
		else
			text_u64(t, field->number);
		break;
	case FORMATS_STRING:
		text_escape(t, field->bytes, field->bytes_cnt);
		break;
	case FORMATS_ARRAY:
		formats_put_array(t, field);
		break;
	}
}

/* The kernel's own words, or those of a plugin, for a record that was copied to f->copy. */
static int print_record(struct formats *f, struct text *t, const struct formats_record *r)
{
	struct tep_record record = {
		.ts = r->time_ns,
		.cpu = r->cpu >= 0 && r->cpu < CPUS_MAX ? r->cpu : 0,
		.data = f->copy,
		.size = (int)r->raw_len,
		.record_size = (int)r->raw_len,
	};
	struct trace_seq seq;
	int err = 0;

	trace_seq_init(&seq);
	tep_print_event(f->tep, &seq, &record, "%s", TEP_PRINT_INFO);
	if (seq.state == TRACE_SEQ__GOOD)
		text_escape(t, seq.buffer, seq.len);
	else
		err = -ENOMEM;
	trace_seq_destroy(&seq);
	return err;
}

/* Whether libtraceevent may see a record, which was copied to f->copy. */
static bool is_trusted(const struct formats *f, const struct formats_known *known, size_t raw_len)
{
	switch (known->trust) {
	case FORMATS_PLAIN:
		return true;
	case FORMATS_CHECKED:
		return formats_guard_record(known->tep, f->copy, raw_len);
	case FORMATS_NEVER:
		return known->tep->handler; /* a plugin knows better */
	}
	return false;
}

int formats_format_record(struct formats *f, struct text *t, const struct formats_record *r)
{
	struct field_list list = { .t = t };
	const struct formats_known *known;
	int err = check_record(f, r, &known);

	if (err)
		return err;
	memcpy(f->copy, r->raw, r->raw_len);
	memset(f->copy + r->raw_len, 0, sizeof(f->copy) - FORMATS_RAW_MAX);
	if (is_trusted(f, known, r->raw_len))
		return print_record(f, t, r);
	return formats_each_field(f, r, put_field, &list);
}
