/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Print formats that the gate before libtraceevent lets through: the input chooses among the words
 * that they are made of, so that nearly each is one, and then the numbers in a record of it.
 */
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "decode/formats.h"

enum { PRINT_BYTES = 4096, RECORD_BYTES = 160, LEVELS_MAX = 8 };

static const char head[] = "name: made\nID: 900\nformat:\n"
			   "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
			   "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"
			   "\tfield:int a;\toffset:8;\tsize:4;\tsigned:1;\n"
			   "\tfield:u64 b;\toffset:16;\tsize:8;\tsigned:0;\n"
			   "\tfield:u8 c[6];\toffset:24;\tsize:6;\tsigned:0;\n"
			   "\tfield:u8 d[16];\toffset:32;\tsize:16;\tsigned:0;\n"
			   "\tfield:char e[8];\toffset:48;\tsize:8;\tsigned:0;\n"
			   "\tfield:const char * f;\toffset:56;\tsize:8;\tsigned:0;\n"
			   "\tfield:__data_loc char[] g;\toffset:64;\tsize:4;\tsigned:0;\n"
			   "\tfield:__data_loc u32[] h;\toffset:68;\tsize:4;\tsigned:0;\n"
			   "\tfield:__rel_loc u8[] i;\toffset:72;\tsize:4;\tsigned:0;\n"
			   "\tfield:__data_loc cpumask_t j;\toffset:76;\tsize:4;\tsigned:0;\n"
			   "\tfield:unsigned long k[2];\toffset:80;\tsize:16;\tsigned:0;\n"
			   "\tfield:u32 l[];\toffset:96;\tsize:0;\tsigned:0;\n"
			   "\nprint fmt: ";

struct maker {
	const uint8_t *data; /* the choices */
	size_t size;
	struct text t;
	unsigned int level;
};

static unsigned int choose(struct maker *m, unsigned int cnt)
{
	unsigned int choice = m->size ? *m->data % cnt : 0;

	if (m->size) {
		m->data++;
		m->size--;
	}
	return choice;
}

#define PUT_ONE_OF(m, words) text_str(&(m)->t, words[choose(m, sizeof(words) / sizeof(*(words)))])

static void put_field(struct maker *m)
{
	static const char *const fields[] = { "a", "b", "c", "d", "e", "f",	    "g",
					      "h", "i", "j", "k", "l", "common_pid" };

	PUT_ONE_OF(m, fields);
}

static void put_expression(struct maker *m);

static void put_choices(struct maker *m)
{
	for (unsigned int cnt = choose(m, 4); cnt; cnt--) {
		text_lit(&m->t, "{ ");
		put_expression(m);
		text_lit(&m->t, ", \"A\" }");
		if (cnt > 1)
			text_lit(&m->t, ", ");
	}
}

/* A function of a field, of expressions, or of choices. */
static void put_function(struct maker *m)
{
	static const char *const of_fields[] = {
		"__get_str(",
		"__get_rel_str(",
		"__get_bitmask(",
		"__get_cpumask(",
		"sizeof(REC->",
		"__get_dynamic_array(",
		"__get_dynamic_array_len(",
		"__get_rel_dynamic_array(",
		"__get_sockaddr(",
		"__get_rel_dynamic_array_len(",
	};
	static const char *const of_two[] = { "__print_hex(", "__print_hex_str(", "__print_array(",
					      "jiffies_to_msecs(" };

	switch (choose(m, 4)) {
	case 0:
		text_lit(&m->t, "__print_symbolic(");
		put_expression(m);
		text_lit(&m->t, ", ");
		put_choices(m);
		break;
	case 1:
		text_lit(&m->t, "__print_flags(");
		put_expression(m);
		text_lit(&m->t, ", \"|\", ");
		put_choices(m);
		break;
	case 2:
		PUT_ONE_OF(m, of_two);
		put_expression(m);
		for (unsigned int cnt = choose(m, 3); cnt; cnt--) {
			text_lit(&m->t, ", ");
			put_expression(m);
		}
		break;
	default:
		PUT_ONE_OF(m, of_fields);
		put_field(m);
	}
	text_char(&m->t, ')');
}

static void put_operand(struct maker *m)
{
	static const char *const atoms[] = { "0",
					     "1",
					     "8",
					     "0xffffffffffffffff",
					     "250",
					     "\"text\"",
					     "'x'",
					     "p",
					     "unsigned long",
					     "sizeof(u64)",
					     "sizeof(unsigned long)" };
	static const char *const casts[] = { "(u8)", "(s64)", "(void *)", "(unsigned long)",
					     "(char *)" };
	static const char *const unaries[] = { "-", "~", "!", "+" };

	switch (m->level < LEVELS_MAX ? choose(m, 8) : choose(m, 2)) {
	case 0:
		text_lit(&m->t, "REC->");
		put_field(m);
		break;
	case 1:
		PUT_ONE_OF(m, atoms);
		break;
	case 2:
		put_function(m);
		break;
	case 3:
		PUT_ONE_OF(m, casts);
		put_operand(m);
		break;
	case 4:
		PUT_ONE_OF(m, unaries);
		put_operand(m);
		break;
	case 5:
		text_lit(&m->t, "(REC)->");
		put_field(m);
		break;
	case 6:
		text_lit(&m->t, "REC->");
		put_field(m);
		text_char(&m->t, '[');
		put_expression(m);
		text_char(&m->t, ']');
		break;
	default:
		text_char(&m->t, '(');
		put_expression(m);
		text_char(&m->t, ')');
	}
}

static void put_expression(struct maker *m)
{
	static const char *const ops[] = { " + ",  " - ",  " * ",  " / ",  " % ",  " & ",
					   " | ",  " ^ ",  " << ", " >> ", " < ",  " > ",
					   " <= ", " >= ", " == ", " != ", " && ", " || " };

	m->level++;
	put_operand(m);
	while (choose(m, 3) == 1) {
		PUT_ONE_OF(m, ops);
		put_operand(m);
	}
	if (choose(m, 6) == 1) {
		text_lit(&m->t, " ? ");
		put_expression(m);
		text_lit(&m->t, " : ");
		put_expression(m);
	}
	m->level--;
}

static void put_print(struct maker *m)
{
	static const char *const conversions[] = {
		"%d",	"%s",	 "%llx",   "%p",    "%pS",  "%ps",   "%pU",   "%pM",   "%pI4",
		"%pI6", "%pI6c", "%pISpc", "%*d",   "%.*s", "%*pbl", "%8.3s", "%-5lu", "%c",
		"%%",	"%pmR",	 "%*ph",   "%*phC", "%pUb", "%hhd",  "%zu",   "%08lx", "%#o",
		"%.*d", "%pB",	 "%pf",	   "%pF",   "%pi4", "%pb",   "%ls",   "%*.*x", "%pIS",
	};
	unsigned int cnt = choose(m, 5);

	text_char(&m->t, '"');
	for (unsigned int i = 0; i < cnt; i++) {
		PUT_ONE_OF(m, conversions);
		text_char(&m->t, ' ');
	}
	text_char(&m->t, '"');
	for (unsigned int i = 0; i < cnt; i++) {
		text_lit(&m->t, ", ");
		put_expression(m);
	}
	text_char(&m->t, '\n');
}

/* The words that say where something is are right, everything else is what the input says. */
static size_t fill_record(struct maker *m, uint8_t raw[RECORD_BYTES])
{
	static const uint16_t id = 900;
	size_t len = 128 + choose(m, RECORD_BYTES - 128 + 1);

	for (size_t i = 0; i < len; i++)
		raw[i] = (uint8_t)choose(m, 256);
	memcpy(raw, &id, sizeof(id));
	for (size_t at = 64; at < 80; at += 4) {
		unsigned int base = at == 72 ? 76 : 0;
		unsigned int begin = 100 + raw[at] % 28, cnt = raw[at + 2] % 28;
		uint32_t word = cnt << 16 | (begin - base);

		memcpy(raw + at, &word, sizeof(word));
	}
	return len;
}

static void show(struct formats *f, const uint8_t *raw, size_t len)
{
	/* Memory of exactly that length. */
	uint8_t *copy = malloc(len);
	struct formats_record r = { .raw = copy, .raw_len = len, .time_ns = 1 };
	char line[1024];
	struct text t;

	if (!copy)
		return;
	memcpy(copy, raw, len);
	text_init(&t, line, sizeof(line));
	formats_format_record(f, &t, &r);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[sizeof(head) + PRINT_BYTES];
	struct maker m = { .data = data, .size = size };
	struct formats *f = formats_new();
	uint8_t raw[RECORD_BYTES];

	if (!f)
		return 0;
	text_init(&m.t, text, sizeof(text));
	text_str(&m.t, head);
	put_print(&m);
	if (!m.t.cut && !formats_add(f, "test", text, m.t.len) &&
	    formats_event_id(f, "test", "made") == 900) {
		for (int i = 0; i < 3; i++)
			show(f, raw, fill_record(&m, raw));
		memset(raw + 2, 0, sizeof(raw) - 2);
		show(f, raw, sizeof(raw));
	}
	formats_close(f);
	return 0;
}
