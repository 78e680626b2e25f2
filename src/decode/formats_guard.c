/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A walk over an event's print format, first without a record, to see what it depends on, and
 * where that is the record's numbers, with each record; see formats_guard.h.
 */
#include "decode/formats_guard.h"

#include <stdlib.h>
#include <string.h>

/* A column of a record is not wider, and nothing longer is cut out of a string. */
enum { WIDTH_MAX = 4096 };

struct guard {
	struct tep_event *event;
	const char *raw; /* NULL: there is no record yet */
	size_t raw_len;
	bool depends; /* on numbers of the record */
};

/* What an expression comes to; !known: that depends on the record. */
struct number {
	uint64_t v;
	bool known;
};

static const struct number unknown = { 0 };

/* --- Numbers ------------------------------------------------------------------------------- */

static bool look_at(struct guard *g, struct tep_print_arg *arg);
static bool evaluate(struct guard *g, const struct tep_print_arg *arg, struct number *n);

static bool evaluate_atom(const char *atom, struct number *n)
{
	char *end;

	*n = (struct number){ .v = strtoull(atom, &end, 0), .known = true };
	return end != atom && !end[strspn(end, "uUlL")];
}

static bool evaluate_field(struct guard *g, const char *name, struct number *n)
{
	const struct tep_format_field *field = tep_find_any_field(g->event, name);

	*n = unknown;
	if (!field)
		return false;
	if (!g->raw)
		return true;
	n->known = true;
	n->v = tep_read_number(g->event->tep, g->raw + field->offset, field->size);
	return true;
}

static bool evaluate_array_len(struct guard *g, const struct tep_format_field *field,
			       struct number *n)
{
	uint32_t len;

	*n = unknown;
	/* libtraceevent up to 1.8 trips over the length of those that count from their own end. */
	if (!field || !(field->flags & TEP_FIELD_IS_DYNAMIC) ||
	    field->flags & TEP_FIELD_IS_RELATIVE)
		return false;
	if (!g->raw)
		return true;
	formats_field_bytes(field, g->raw, g->raw_len, &len);
	*n = (struct number){ .v = len, .known = true };
	return true;
}

/* How many bits a number keeps behind a cast to @type; 0: not known. */
static unsigned int bits_of(const char *type)
{
	/* clang-format off */
	static const struct {
		const char *type;
		unsigned int bits;
	} types[] = {
		{ "u8", 8 }, { "s8", 8 }, { "char", 8 }, { "unsigned char", 8 },
		{ "u16", 16 }, { "s16", 16 }, { "short", 16 }, { "unsigned short", 16 },
		{ "u32", 32 }, { "s32", 32 }, { "int", 32 }, { "unsigned int", 32 },
		{ "u64", 64 }, { "s64", 64 }, { "long", 64 }, { "unsigned long", 64 },
		{ "size_t", 64 },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (!strcmp(type, types[i].type))
			return types[i].bits;
	return 0;
}

/* Only where the sign does not matter, which libtraceevent sees in its own way. */
static bool evaluate_cast(struct guard *g, const struct tep_print_arg_typecast *cast,
			  struct number *n)
{
	unsigned int bits = bits_of(cast->type);

	return bits && evaluate(g, cast->item, n) && (!n->known || n->v < 1ull << (bits - 1));
}

static bool evaluate_op(struct guard *g, const struct tep_print_arg_op *op, struct number *n)
{
	struct number left, right;

	if (!evaluate(g, op->left, &left) || !evaluate(g, op->right, &right))
		return false;
	*n = unknown;
	if (right.known && !right.v && strchr("/%", op->op[0]))
		return false;
	if (!left.known || !right.known)
		return strchr("+-*/%&", op->op[0]) && !op->op[1];
	n->known = true;
	if (!strcmp(op->op, "<<"))
		n->v = right.v < 64 ? left.v << right.v : 0;
	else if (!strcmp(op->op, "+"))
		n->v = left.v + right.v;
	else if (!strcmp(op->op, "-"))
		n->v = left.v - right.v;
	else if (!strcmp(op->op, "*"))
		n->v = left.v * right.v;
	else if (!strcmp(op->op, "/"))
		n->v = left.v / right.v;
	else if (!strcmp(op->op, "%"))
		n->v = left.v % right.v;
	else if (!strcmp(op->op, "&"))
		n->v = left.v & right.v;
	else
		return false;
	return true;
}

/*
 * The value of an expression, if it is of the few kinds whose value is needed to know that
 * printing is safe. False: it is another, or would divide by zero.
 */
static bool evaluate(struct guard *g, const struct tep_print_arg *arg, struct number *n)
{
	*n = unknown;
	if (!arg)
		return false;
	switch (arg->type) {
	case TEP_PRINT_NULL: /* the left side of a sign */
		n->known = true;
		return true;
	case TEP_PRINT_ATOM:
		return evaluate_atom(arg->atom.atom, n);
	case TEP_PRINT_FIELD:
		return evaluate_field(g, arg->field.name, n);
	case TEP_PRINT_DYNAMIC_ARRAY_LEN:
		return evaluate_array_len(g, arg->dynarray.field, n);
	case TEP_PRINT_TYPE:
		return evaluate_cast(g, &arg->typecast, n);
	case TEP_PRINT_OP:
		return evaluate_op(g, &arg->op, n);
	default:
		return false;
	}
}

/* --- What is done with them ---------------------------------------------------------------- */

/* The expression must be at most @max; without a record: it can be told with one. */
static bool at_most(struct guard *g, const struct tep_print_arg *arg, uint64_t max, uint64_t *value)
{
	struct number n;

	if (!evaluate(g, arg, &n))
		return false;
	g->depends |= !n.known;
	*value = n.v;
	return !n.known || n.v <= max;
}

static bool divides(struct guard *g, const struct tep_print_arg *divisor)
{
	struct number n;

	if (!evaluate(g, divisor, &n))
		return false;
	g->depends |= !n.known;
	return !n.known || n.v;
}

/* Of any other field libtraceevent takes the number for where the bytes are. */
static bool is_dynamic(const struct tep_format_field *field)
{
	return field && field->flags & TEP_FIELD_IS_DYNAMIC;
}

static bool is_dynamic_named(const struct guard *g, const char *name)
{
	return is_dynamic(tep_find_any_field(g->event, name));
}

/* The field that an array is. libtraceevent would take other arguments for one all the same. */
static const struct tep_format_field *array_of(struct guard *g, const struct tep_print_arg *arg)
{
	const struct tep_format_field *field;

	if (arg->type == TEP_PRINT_DYNAMIC_ARRAY)
		return is_dynamic(arg->dynarray.field) ? arg->dynarray.field : NULL;
	if (arg->type != TEP_PRINT_FIELD)
		return NULL;
	field = tep_find_any_field(g->event, arg->field.name);
	/* Of such a field it would print the word that says where the array is. */
	return field && !(field->flags & TEP_FIELD_IS_DYNAMIC) ? field : NULL;
}

/* How many bytes it has; where only a record can tell: as many as can be. */
static size_t room_of(struct guard *g, const struct tep_format_field *field)
{
	uint32_t len;

	if (!(field->flags & TEP_FIELD_IS_DYNAMIC) && field->size > 0)
		return (size_t)field->size;
	g->depends = true;
	if (!g->raw)
		return SIZE_MAX;
	formats_field_bytes(field, g->raw, g->raw_len, &len);
	return len;
}

static bool look_at_hex(struct guard *g, const struct tep_print_arg_hex *hex)
{
	const struct tep_format_field *field = array_of(g, hex->field);
	uint64_t cnt;

	return field && at_most(g, hex->size, room_of(g, field), &cnt);
}

static bool look_at_ints(struct guard *g, const struct tep_print_arg_int_array *ints)
{
	const struct tep_format_field *field = array_of(g, ints->field);
	uint64_t cnt, size;

	if (!field || !at_most(g, ints->el_size, 8, &size))
		return false;
	if (!g->raw) {
		g->depends = true;
		return at_most(g, ints->count, SIZE_MAX, &cnt);
	}
	return (size == 1 || size == 2 || size == 4 || size == 8) &&
	       at_most(g, ints->count, room_of(g, field) / size, &cnt);
}

static bool look_at_element(struct guard *g, const struct tep_print_arg_op *op)
{
	const struct tep_print_arg *array = op->left;
	const struct tep_format_field *field;
	size_t room, step;
	uint64_t idx;

	while (array && array->type == TEP_PRINT_TYPE)
		array = array->typecast.item;
	field = array ? array_of(g, array) : NULL;
	if (!field || !at_most(g, op->right, UINT16_MAX, &idx))
		return false;
	room = room_of(g, field);
	/* Of what it does not know better libtraceevent reads eight bytes. */
	step = field->flags & TEP_FIELD_IS_DYNAMIC ? 8 : field->elementsize;
	return !g->raw || (idx + 1) * step <= room;
}

static bool look_at_op(struct guard *g, const struct tep_print_arg_op *op)
{
	if (!strcmp(op->op, "["))
		return look_at_element(g, op);
	if ((op->op[0] == '/' || op->op[0] == '%') && !divides(g, op->right))
		return false;
	/* libtraceevent takes for granted what is on the right of a question mark. */
	if (op->op[0] == '?' && (!op->right || op->right->type != TEP_PRINT_OP))
		return false;
	return (!op->left || look_at(g, op->left)) && (!op->right || look_at(g, op->right));
}

/* An empty mask is one thing too few for libtraceevent's sum of how much room its text needs. */
static bool look_at_cpumask(struct guard *g, const struct tep_print_arg_bitmask *mask)
{
	const struct tep_format_field *field = tep_find_any_field(g->event, mask->bitmask);
	uint32_t len = 1;

	if (!is_dynamic(field))
		return false;
	g->depends = true;
	if (g->raw)
		formats_field_bytes(field, g->raw, g->raw_len, &len);
	return len > 0;
}

static bool look_at_all(struct guard *g, struct tep_print_arg *args)
{
	for (; args; args = args->next)
		if (!look_at(g, args))
			return false;
	return true;
}

static bool look_at(struct guard *g, struct tep_print_arg *arg)
{
	switch (arg->type) {
	case TEP_PRINT_NULL:
	case TEP_PRINT_ATOM:
	case TEP_PRINT_FIELD:
		return true;
	case TEP_PRINT_STRING:
	case TEP_PRINT_BSTRING:
		return is_dynamic_named(g, arg->string.string);
	case TEP_PRINT_BITMASK:
		return is_dynamic_named(g, arg->bitmask.bitmask);
	case TEP_PRINT_DYNAMIC_ARRAY:
		return is_dynamic(arg->dynarray.field);
	case TEP_PRINT_DYNAMIC_ARRAY_LEN:
		return is_dynamic(arg->dynarray.field) &&
		       !(arg->dynarray.field->flags & TEP_FIELD_IS_RELATIVE);
	case TEP_PRINT_FLAGS:
		return look_at(g, arg->flags.field);
	case TEP_PRINT_SYMBOL:
		return look_at(g, arg->symbol.field);
	case TEP_PRINT_TYPE:
		return look_at(g, arg->typecast.item);
	case TEP_PRINT_HEX:
	case TEP_PRINT_HEX_STR:
		return look_at_hex(g, &arg->hex);
	case TEP_PRINT_INT_ARRAY:
		return look_at_ints(g, &arg->int_array);
	case TEP_PRINT_OP:
		return look_at_op(g, &arg->op);
	case TEP_PRINT_CPUMASK:
		return look_at_cpumask(g, &arg->bitmask);
	case TEP_PRINT_FUNC:
		return look_at_all(g, arg->func.args);
	default:
		return false;
	}
}

/*
 * A `*` in the format takes an argument as width or precision. A wide column costs as much memory,
 * and at a negative number libtraceevent forgets to pass it on to printf().
 */
static bool look_at_widths(struct guard *g, const char *format, const struct tep_print_arg *arg)
{
	uint64_t width;

	if (!strchr(format, '*'))
		return true;
	while ((format = strchr(format, '%')) && arg) {
		format++;
		for (; *format && strchr("#.-+0123456789lhLzZ*", *format); format++) {
			if (*format != '*')
				continue;
			if (!arg || !at_most(g, arg, WIDTH_MAX, &width))
				return false;
			arg = arg->next;
		}
		if (!*format || (*format != '%' && !strchr("pcduixXos", *format)))
			return false;
		if (*format++ != '%' && arg)
			arg = arg->next;
	}
	return true;
}

static bool look_at_format(struct guard *g)
{
	const struct tep_print_fmt *print = &g->event->print_fmt;

	return print->format && look_at_all(g, print->args) &&
	       look_at_widths(g, print->format, print->args);
}

enum formats_trust formats_guard_event(struct tep_event *event)
{
	struct guard g = { .event = event };

	/* The text of a bprint is in the record itself. */
	if (event->flags & (TEP_EVENT_FL_FAILED | TEP_EVENT_FL_ISBPRINT))
		return FORMATS_NEVER;
	if (look_at_format(&g))
		return g.depends ? FORMATS_CHECKED : FORMATS_PLAIN;
	event->flags |= (int)TEP_EVENT_FL_FAILED;
	return FORMATS_NEVER;
}

void formats_guard_handler(struct tep_event *event)
{
	if (!strcmp(event->system, "kvm") && !strcmp(event->name, "kvm_emulate_insn"))
		event->handler = NULL;
}

bool formats_guard_record(struct tep_event *event, const void *raw, size_t raw_len)
{
	struct guard g = { .event = event, .raw = raw, .raw_len = raw_len };

	return look_at_format(&g);
}
