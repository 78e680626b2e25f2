/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers that have names; see words.h. */
#include "format/words.h"

#include "syscall/ioctl.h"

static void put_row(struct text *t, const struct const_row *row)
{
	text_mem(t, row->name, row->len);
}

/* Small ones as people count, large ones as bits. */
static void put_nameless(struct text *t, uint64_t value)
{
	int64_t as_int = (int32_t)value;

	if ((uint32_t)value == value && as_int < 0 && as_int > -4096)
		text_i64(t, as_int);
	else if (value < 4096)
		text_u64(t, value);
	else
		text_hex(t, value);
}

void format_enum(struct text *t, const struct const_set *set, uint64_t value)
{
	const struct const_row *row = const_set_find(set, value);

	if (row)
		put_row(t, row);
	else
		put_nameless(t, value);
}

static void put_bar(struct text *t, size_t from)
{
	if (t->len > from)
		text_char(t, '|');
}

/* What no row has named. */
static void put_rest(struct text *t, const struct const_set *set, uint64_t value)
{
	uint64_t mode = set->kind == CONST_FLAGS_AND_MODE ? value & 0777 : 0;

	if (value != mode)
		text_hex(t, value ^ mode);
	if (value != mode && mode)
		text_char(t, '|');
	if (mode)
		text_oct(t, mode);
}

void format_flags(struct text *t, const struct const_set *set, uint64_t value)
{
	const struct const_row *row = set->rows, *end = row + set->row_cnt;
	uint64_t field = value & set->field_mask;
	const struct const_row *row_of_field;
	size_t from = t->len;

	/* A name for the field and the rest together: personality(0xffffffff). */
	if (value & set->field_mask && set->row_cnt && row->value == value) {
		put_row(t, row);
		return;
	}
	/* Of a field that has no name for it, zero is not worth a word. */
	if (set->field && (row_of_field = const_set_find(set->field, field)))
		put_row(t, row_of_field);
	else if (field)
		text_hex(t, field);
	value ^= field;
	for (; value && row < end; row++) {
		if (!row->value || (value & row->mask) != row->value)
			continue;
		put_bar(t, from);
		put_row(t, row);
		value ^= row->value;
	}
	if (value) {
		put_bar(t, from);
		put_rest(t, set, value);
	} else if (t->len == from) {
		if (set->row_cnt && !end[-1].value)
			put_row(t, &end[-1]);
		else
			text_char(t, '0');
	}
}

void format_signal(struct text *t, uint64_t signal)
{
	format_enum(t, &set_signals, signal);
}

void format_sigmask(struct text *t, uint64_t mask)
{
	bool first = true;

	text_char(t, '[');
	for (unsigned int signal = 1; mask; signal++, mask >>= 1) {
		if (!(mask & 1))
			continue;
		if (!first)
			text_char(t, ' ');
		first = false;
		format_signal(t, signal);
	}
	text_char(t, ']');
}

void format_ioctl(struct text *t, uint64_t request)
{
	static const char *const directions[] = { "NONE", "WRITE", "READ", "READ|WRITE" };
	const struct ioctl_row *row = ioctl_find((uint32_t)request);

	if (row) {
		text_str(t, row->name);
		return;
	}
	text_lit(t, "_IOC(");
	text_str(t, directions[request >> 30 & 3]);
	text_lit(t, ", ");
	text_hex(t, request >> 8 & 0xff);
	text_lit(t, ", ");
	text_hex(t, request & 0xff);
	text_lit(t, ", ");
	text_hex(t, request >> 16 & 0x3fff);
	text_char(t, ')');
}

/* new_decode_dev() of include/linux/kdev_t.h. */
void format_dev(struct text *t, uint64_t dev)
{
	text_u64(t, dev >> 8 & 0xfff);
	text_char(t, ':');
	text_u64(t, (dev & 0xff) | (dev >> 12 & 0xfff00));
}
