/* SPDX-License-Identifier: GPL-2.0-only */
/* Values out of a tracepoint's record, which may lie about itself; see record_fields.h. */
#include "filter/record_fields.h"

#include <arpa/inet.h>
#include <string.h>

#include "filter/expr_value.h"
#include "util/bytes.h"

/* A piece of the record. */
struct piece {
	const char *bytes;
	size_t len;
};

const struct record_field *record_fields_find(const struct record_fields *r, const char *name,
					      size_t len)
{
	for (size_t i = 0; i < r->cnt; i++)
		if (strlen(r->v[i].name) == len && !memcmp(r->v[i].name, name, len))
			return &r->v[i];
	return NULL;
}

enum expr_type record_field_type(const struct record_field *f)
{
	return f->kind == RECORD_SIGNED || f->kind == RECORD_UNSIGNED ? EXPR_NUMBER : EXPR_TEXT;
}

/* The bytes of the field, those that it points to or itself. False: they are not in the record. */
static bool find_piece(const struct record_field *f, const void *raw, size_t raw_len,
		       struct piece *p)
{
	uint32_t len;

	if (f->carried) {
		if (f->size != sizeof(uint32_t) ||
		    !bytes_carried(raw, raw_len, f->offset, f->relative, &p->bytes, &len))
			return false;
		p->len = len;
		return true;
	}
	if (f->offset > raw_len || f->size > raw_len - f->offset)
		return false;
	p->bytes = (const char *)raw + f->offset;
	p->len = f->size ? f->size : raw_len - f->offset;
	return true;
}

static bool have_ip(struct expr_value *v, const struct piece *p, char *buf)
{
	int family = p->len == 4 ? AF_INET : AF_INET6;

	if (p->len != 4 && p->len != 16)
		return false;
	return expr_have_string(v, inet_ntop(family, p->bytes, buf, RECORD_FIELD_TEXT_BYTES));
}

static bool have_array(struct expr_value *v, const struct record_field *f, const struct piece *p,
		       char *buf)
{
	struct bytes_array a = {
		.bytes = p->bytes,
		.bytes_cnt = p->len,
		.element_bytes = f->element_bytes,
		.is_signed = f->element_signed,
	};
	struct text t;

	bytes_array_settle(&a, !f->carried && !f->size);
	text_init(&t, buf, RECORD_FIELD_TEXT_BYTES);
	bytes_put_array(&t, &a);
	return expr_have_text(v, buf, t.len);
}

bool record_field_get(const struct record_field *f, const void *raw, size_t raw_len, char *buf,
		      struct expr_value *v)
{
	struct piece p;

	if (!find_piece(f, raw, raw_len, &p))
		return false;
	switch (f->kind) {
	case RECORD_SIGNED:
		return expr_have_number(v, (int64_t)bytes_number(p.bytes, p.len, true));
	case RECORD_UNSIGNED:
		return expr_have_unsigned(v, bytes_number(p.bytes, p.len, false));
	case RECORD_STRING:
		return expr_have_text(v, p.bytes, strnlen(p.bytes, p.len));
	case RECORD_IP:
		return have_ip(v, &p, buf);
	case RECORD_BYTES:
		return have_array(v, f, &p, buf);
	}
	return false;
}
