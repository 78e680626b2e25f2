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

/* As many as Linux can have. A plugin keeps something for each up to the highest. */
enum { CPUS_MAX = 8192 };

/* --- Whether a record is whole ------------------------------------------------------------- */

/* The word at @offset says where its bytes begin, counted from @base, and how many they are. */
static int carried_from(const void *raw, size_t raw_len, uint32_t offset, uint32_t base,
			const char **bytes, uint32_t *len)
{
	uint32_t word, at;

	if (raw_len < sizeof(word) || offset > raw_len - sizeof(word))
		return -EBADMSG;
	memcpy(&word, (const char *)raw + offset, sizeof(word));
	at = base + (word & 0xffff);
	*len = word >> 16;
	if (at > raw_len || *len > raw_len - at)
		return -EBADMSG;
	*bytes = (const char *)raw + at;
	return 0;
}

int formats_carried(const void *raw, size_t raw_len, uint32_t offset, const char **bytes,
		    uint32_t *len)
{
	return carried_from(raw, raw_len, offset, 0, bytes, len);
}

/* __data_loc counts from the record's begin, __rel_loc from the field's end. */
static uint32_t base_of(const struct tep_format_field *field)
{
	return field->flags & TEP_FIELD_IS_RELATIVE ? (uint32_t)(field->offset + field->size) : 0;
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
	return carried_from(raw, raw_len, (uint32_t)field->offset, base_of(field), &bytes, &len);
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
		carried_from(raw, raw_len, (uint32_t)field->offset, base_of(field), &bytes, len);
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

static bool is_number_size(size_t size)
{
	return size == 1 || size == 2 || size == 4 || size == 8;
}

static uint64_t number_at(const void *p, size_t size, bool is_signed)
{
	unsigned int shift = 64 - 8 * (unsigned int)size;
	union {
		uint64_t v64;
		uint32_t v32;
		uint16_t v16;
		uint8_t v8;
	} u = { 0 };
	uint64_t v;

	memcpy(&u, p, size);
	v = size == 8 ? u.v64 : size == 4 ? u.v32 : size == 2 ? u.v16 : u.v8;
	return is_signed ? (uint64_t)((int64_t)(v << shift) >> shift) : v;
}

static void fill_array(const struct tep_format_field *from, struct formats_field *field)
{
	size_t element_bytes = from->elementsize;

	field->kind = FORMATS_ARRAY;
	field->element_signed = from->flags & TEP_FIELD_IS_SIGNED;
	/* `unsigned long[]` of Linux has none for libtraceevent. */
	if (!element_bytes && strstr(from->type, "long"))
		element_bytes = 8;
	else if (!element_bytes && (strstr(from->type, "int") || strstr(from->type, "32")))
		element_bytes = 4;
	if (!(from->flags & TEP_FIELD_IS_ARRAY) || !is_number_size(element_bytes))
		element_bytes = 1;
	/* All the rest of a record: there is padding at its end. */
	if (!from->size)
		field->bytes_cnt -= field->bytes_cnt % element_bytes;
	if (field->bytes_cnt % element_bytes)
		element_bytes = 1;
	field->element_bytes = (unsigned int)element_bytes;
}

static void fill_field(const struct tep_format_field *from, const struct formats_record *r,
		       struct formats_field *field)
{
	bool is_signed = from->flags & TEP_FIELD_IS_SIGNED;
	uint32_t len;

	*field = (struct formats_field){ .name = from->name };
	field->bytes = formats_field_bytes(from, r->raw, r->raw_len, &len);
	field->bytes_cnt = len;
	if (is_string(from)) {
		field->kind = FORMATS_STRING;
		field->bytes_cnt = strnlen(field->bytes, len);
	} else if (from->flags & (TEP_FIELD_IS_ARRAY | TEP_FIELD_IS_DYNAMIC) ||
		   !is_number_size(len)) {
		fill_array(from, field);
	} else {
		field->is_address = from->flags & TEP_FIELD_IS_POINTER;
		is_signed &= !field->is_address;
		field->kind = is_signed ? FORMATS_SIGNED : FORMATS_UNSIGNED;
		field->number = number_at(field->bytes, len, is_signed);
	}
}

uint64_t formats_element(const struct formats_field *field, size_t idx)
{
	return number_at((const char *)field->bytes + idx * field->element_bytes,
			 field->element_bytes, field->element_signed);
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
	size_t cnt = field->bytes_cnt / field->element_bytes;

	text_char(t, '{');
	for (size_t i = 0; i < cnt && !t->cut; i++) {
		if (i)
			text_char(t, ',');
		if (field->element_signed)
			text_i64(t, (int64_t)formats_element(field, i));
		else
			text_hex(t, formats_element(field, i));
	}
	text_char(t, '}');
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
