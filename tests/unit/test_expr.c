/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The expression language: what expressions say of known and unknown fields, what is wrong with
 * wrong ones and where, and that no bytes whatever do harm.
 */
#include "unit/check.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filter/expr.h"

enum { EXPR_BYTES = 4096 }; /* the longest one */

/* --- Fields of our own -------------------------------------------------------------------------- */

enum { SYSCALL, RET, ERRNO, FLAGS, SIZE, DURATION, COMM, PATH, ERROR, NOTHING, FIELD_CNT };

static const struct {
	const char *name;
	enum expr_type type;
} fields_table[FIELD_CNT] = {
	[SYSCALL] = { "syscall", EXPR_TEXT },  [RET] = { "ret", EXPR_NUMBER },
	[ERRNO] = { "errno", EXPR_NUMBER },    [FLAGS] = { "args.flags", EXPR_NUMBER },
	[SIZE] = { "args.size", EXPR_NUMBER }, [DURATION] = { "duration", EXPR_TIME },
	[COMM] = { "comm", EXPR_TEXT },	       [PATH] = { "fd.path", EXPR_TEXT },
	[ERROR] = { "error", EXPR_BOOL },      [NOTHING] = { "nothing", EXPR_NUMBER },
};

static int find(void *arg, const char *name, size_t len, enum expr_type *type)
{
	(void)arg;
	for (int i = 0; i < FIELD_CNT; i++) {
		if (strlen(fields_table[i].name) != len ||
		    memcmp(fields_table[i].name, name, len) != 0)
			continue;
		*type = fields_table[i].type;
		return i;
	}
	return -ENOENT;
}

static const char *name_at(void *arg, size_t idx)
{
	(void)arg;
	return idx < FIELD_CNT ? fields_table[idx].name : NULL;
}

static const struct {
	int field;
	const char *name;
	int64_t number;
} words_table[] = {
	{ ERRNO, "ENOENT", 2 },	   { ERRNO, "EAGAIN", 11 },  { RET, "ENOENT", 2 },
	{ FLAGS, "WRONLY", 1 },	   { FLAGS, "CREAT", 0x40 }, { FLAGS, "EXCL", 0x80 },
	{ FLAGS, "TRUNC", 0x200 },
};

static int word(void *arg, int id, const char *text, size_t len, int64_t *number)
{
	(void)arg;
	if (id == FLAGS && len == 7 && memcmp(text, "CLOEXEC", len) == 0)
		return -ENOTUNIQ;
	for (size_t i = 0; i < ARRAY_CNT(words_table); i++) {
		if (words_table[i].field != id || strlen(words_table[i].name) != len ||
		    memcmp(words_table[i].name, text, len) != 0)
			continue;
		*number = words_table[i].number;
		return 0;
	}
	return -ENOENT;
}

static const struct expr_fields fields = { .find = find, .name_at = name_at, .word = word };

/* --- Values of them ----------------------------------------------------------------------------- */

struct values {
	struct expr_value v[FIELD_CNT];
	unsigned int known; /* a bit a field */
};

static void set_text(struct values *v, int id, const char *text)
{
	v->v[id].text = text;
	v->v[id].text_len = strlen(text);
}

/* A failed openat() that took 5 ms. Of `nothing` there is no value. */
static struct values failed_call(void)
{
	struct values v = { .known = (1u << FIELD_CNT) - 1 - (1u << NOTHING) };

	set_text(&v, SYSCALL, "openat");
	v.v[RET].number = -2;
	v.v[ERRNO].number = 2;
	v.v[FLAGS].number = 0x41;
	v.v[SIZE] = (struct expr_value){ .number = -1, .is_unsigned = true };
	v.v[DURATION].number = 5000000;
	set_text(&v, COMM, "nginx: worker");
	set_text(&v, PATH, "/var/lib/it's");
	v.v[ERROR].number = 1;
	return v;
}

static bool get(void *ctx, int id, struct expr_value *v)
{
	const struct values *values = ctx;

	if (!(values->known >> id & 1))
		return false;
	*v = values->v[id];
	return true;
}

/* --- Sentences ---------------------------------------------------------------------------------- */

struct heard {
	unsigned int cnt;
	char msg[DIAG_SENTENCE_BYTES];
};

static void hear(void *arg, enum diag_level level, const char *msg)
{
	struct heard *h = arg;

	assert_int_equal(level, DIAG_ERROR);
	assert_true(strlen(msg) < sizeof(h->msg));
	strcpy(h->msg, msg);
	h->cnt++;
}

static struct expr *parse(const char *text)
{
	struct heard h = { 0 };
	const struct diag d = { hear, &h };
	struct expr *e = NULL;

	if (expr_parse(text, &fields, &d, &e))
		fail_msg("%s", h.msg);
	assert_int_equal(h.cnt, 0);
	return e;
}

static const char *refuse(const char *text, struct heard *h)
{
	const struct diag d = { hear, h };
	struct expr *e = NULL;
	int err;

	h->cnt = 0;
	err = expr_parse(text, &fields, &d, &e);
	if (!err)
		fail_msg("accepted: %s", text);
	assert_int_equal(err, -EINVAL);
	assert_int_equal(h->cnt, 1);
	return h->msg;
}

static enum expr_truth eval(const char *text, const struct values *v)
{
	struct expr *e = parse(text);
	enum expr_truth t = expr_eval(e, get, (void *)v);

	expr_free(e);
	return t;
}

/* --- What they say ------------------------------------------------------------------------------ */

#define T EXPR_TRUE
#define F EXPR_FALSE
#define U EXPR_UNKNOWN

struct row {
	const char *text;
	enum expr_truth expected;
};

static void check_rows(const struct row *rows, size_t cnt)
{
	struct values v = failed_call();

	for (size_t i = 0; i < cnt; i++) {
		enum expr_truth t = eval(rows[i].text, &v);

		if (t != rows[i].expected)
			fail_msg("%s: %d, not %d", rows[i].text, t, rows[i].expected);
	}
}

static void test_comparisons(void **state)
{
	static const struct row rows[] = {
		{ "ret == -2", T },
		{ "ret==-2", T },
		{ "ret != -2", F },
		{ "ret < 0", T },
		{ "ret < -2", F },
		{ "ret <= -2", T },
		{ "ret > -2", F },
		{ "ret >= -2", T },
		{ "-2 == ret", T },
		{ "-ret == 2", T },
		{ "--ret == 2", F },
		{ "---ret == 2", T },
		{ "ret == -errno", T },
		{ "ret == (-2)", T },
		{ "duration > 4.999ms", T },
		{ "duration > 5ms", F },
		{ "duration >= 5000us", T },
		{ "duration == 0.005s", T },
		{ "duration == 5000000ns", T },
		{ "duration == 5000000.9ns", T },
		{ "duration < 1m", T },
		{ "duration > -1s", T },
		{ "duration == 005ms", T },
		{ "syscall == \"openat\"", T },
		{ "'openat' == syscall", T },
		{ "syscall == 'open'", F },
		{ "syscall != 'open'", T },
		{ "comm != fd.path", T },
		{ "comm == comm", T },
		{ "fd.path == '/var/lib/it\\'s'", T },
		{ "fd.path == \"/var/lib/it's\"", T },
		{ "fd.path == '/v\\x61r/lib/it\\x27s'", T },
		{ "error == true", T },
		{ "error != true", F },
		{ "false == error", F },
		{ "error", T },
		{ "true", T },
		{ "false", F },
		{ "1 == 1", T },
	};

	(void)state;
	check_rows(rows, ARRAY_CNT(rows));
}

static void test_numbers(void **state)
{
	static const struct row rows[] = {
		{ "args.size == 18446744073709551615", T },
		{ "args.size == 0xffffffffffffffff", T },
		{ "args.size == 0xFFFFFFFFFFFFFFFF", T },
		{ "args.size == 01777777777777777777777", T },
		{ "args.size > 9223372036854775807", T },
		{ "args.size == -1", F },
		{ "args.size > -1", T },
		{ "-args.size == -18446744073709551615", T },
		{ "ret < args.size", T },
		{ "ret > -9223372036854775808", T },
		{ "args.flags == 65", T },
		{ "args.flags == 0x41", T },
		{ "args.flags == 0101", T },
		{ "args.size > 16G", T },
		{ "1K == 1024", T },
		{ "1M == 1024K", T },
		{ "1G == 1024M", T },
		{ "0 == 00", T },
	};

	(void)state;
	check_rows(rows, ARRAY_CNT(rows));
}

static void test_words_and_bits(void **state)
{
	static const struct row rows[] = {
		{ "errno == ENOENT", T },
		{ "ENOENT == errno", T },
		{ "errno == (ENOENT)", T },
		{ "ret == -ENOENT", T },
		{ "-ENOENT == ret", T },
		{ "errno < EAGAIN", T },
		{ "errno in (EAGAIN, ENOENT)", T },
		{ "errno in (EAGAIN)", F },
		{ "errno not in (EAGAIN)", T },
		{ "ret in (-1, -ENOENT)", T },
		{ "syscall in ('open', \"openat\")", T },
		{ "syscall not in ('open', 'openat')", F },
		{ "duration in (1ms, 5ms)", T },
		{ "args.flags & CREAT", T },
		{ "CREAT & args.flags", T },
		{ "args.flags & EXCL", F },
		{ "!args.flags & EXCL", T },
		{ "args.flags & CREAT|EXCL", T },
		{ "args.flags & EXCL|TRUNC", F },
		{ "args.flags & (CREAT|EXCL) == CREAT", T },
		{ "args.flags & CREAT|EXCL == CREAT|EXCL", F },
		{ "args.flags == CREAT|WRONLY", T },
		{ "args.flags == CREAT|1", T },
		{ "args.flags == 0x40|1", T },
		{ "(args.flags & CREAT) != 0", T },
		{ "args.flags & 0xf & 3", T },
		{ "args.flags & 0x3 == 1", T },
		{ "args.size & 0x8000000000000000", T },
		{ "ret & 1", F },
		{ "ret & 2", T },
		{ "errno", T },
	};

	(void)state;
	check_rows(rows, ARRAY_CNT(rows));
}

static void test_patterns(void **state)
{
	static const struct row rows[] = {
		{ "comm =~ 'nginx*'", T },
		{ "comm =~ '*worker'", T },
		{ "comm =~ 'nginx*worker'", T },
		{ "comm =~ 'nginx: work*worker'", F },
		{ "comm =~ '*'", T },
		{ "comm =~ 'nginx: worker*'", T },
		{ "comm =~ 'nginx: worker'", T },
		{ "comm =~ 'nginx'", F },
		{ "comm !~ 'nginx'", T },
		{ "comm !~ 'nginx*'", F },
		{ "comm =~ '*: w*'", T },
		{ "comm =~ 'ngin?: *'", T },
		{ "comm =~ '[mn]ginx: worker'", T },
		{ "comm =~ '[!n]ginx*'", F },
		{ "comm =~ 'nginx\\\\: worker'", T },
		{ "comm =~ 'nginx\\\\*'", F },
		{ "fd.path =~ \"/var/*\"", T },
		{ "fd.path =~ '*/it*'", T },
		{ "comm =~ /work/", T },
		{ "comm =~ /^work/", F },
		{ "comm =~ /^nginx: (master|worker)$/", T },
		{ "comm !~ /Work/", T },
		{ "fd.path =~ /^\\/var\\/lib\\//", T },
		{ "fd.path =~ /\\/[a-z]{3}\\/it's$/", T },
		{ "fd.path =~ /it\\Ws/", T },
		{ "'abc' =~ 'a*'", T },
	};

	(void)state;
	check_rows(rows, ARRAY_CNT(rows));
}

static void test_logic(void **state)
{
	static const struct row rows[] = {
		{ "syscall == \"openat\" && ret < 0 && duration > 4ms && comm =~ \"nginx*\" && "
		  "fd.path =~ \"/var/*\"",
		  T },
		{ "ret < 0 and not ret == -1", T },
		{ "ret == 0 or errno == ENOENT", T },
		{ "ret == 0 || errno == 3", F },
		{ "true || false && false", T },
		{ "(true || false) && false", F },
		{ "not true or true", T },
		{ "!(true or true)", F },
		{ "!!error", T },
		{ "! ! !error", F },
		{ "!ret == -2", F },
		{ "(ret < 0) == error", T },
		{ "(ret < 0) == (errno == 5)", F },
		{ "((((ret < 0))))", T },
		{ "ret<0&&errno==2||false", T },
		{ "\tret\n<\t0\n", T },
		/* What is not known */
		{ "nothing", U },
		{ "nothing == 1", U },
		{ "nothing != nothing", U },
		{ "!nothing", U },
		{ "nothing == 1 && true", U },
		{ "nothing == 1 && false", F },
		{ "false && nothing == 1", F },
		{ "nothing == 1 || true", T },
		{ "nothing == 1 || false", U },
		{ "nothing == 1 || false || true", T },
		{ "nothing == 1 && true && false", F },
		{ "nothing in (1, 2)", U },
		{ "1 in (nothing, 2)", U },
		{ "2 in (nothing, 2)", T },
		{ "2 not in (nothing, 2)", F },
		{ "nothing & 1", U },
		{ "-nothing < 0", U },
		{ "(nothing == 1) == true", U },
	};

	(void)state;
	check_rows(rows, ARRAY_CNT(rows));
}

static void test_unknown_texts(void **state)
{
	static const char *const texts[] = { "comm == 'a'",	"comm =~ 'a*'",
					     "comm =~ '*a*'",	"comm =~ /a/",
					     "comm !~ 'a'",	"comm in ('a', 'b')",
					     "comm == fd.path", "'a' == comm" };
	struct values v = failed_call();

	(void)state;
	v.known &= ~(1u << COMM);
	for (size_t i = 0; i < ARRAY_CNT(texts); i++)
		assert_int_equal(eval(texts[i], &v), EXPR_UNKNOWN);
}

/* libc's patterns need a copy, which has an end. */
static void test_long_text(void **state)
{
	static char longest[2 * EXPR_BYTES];
	struct values v = failed_call();

	(void)state;
	memset(longest, 'a', sizeof(longest) - 1);
	v.v[COMM] = (struct expr_value){ .text = longest, .text_len = EXPR_BYTES };
	assert_int_equal(eval("comm =~ /^a*$/", &v), EXPR_TRUE);
	assert_int_equal(eval("comm =~ '?a*'", &v), EXPR_TRUE);
	v.v[COMM].text_len++;
	assert_int_equal(eval("comm =~ /^a*$/", &v), EXPR_UNKNOWN);
	assert_int_equal(eval("comm =~ '?a*'", &v), EXPR_UNKNOWN);
	assert_int_equal(eval("comm =~ 'a*'", &v), EXPR_TRUE);
	v.v[COMM] = (struct expr_value){ 0 };
	assert_int_equal(eval("comm == ''", &v), EXPR_TRUE);
	assert_int_equal(eval("comm =~ '*'", &v), EXPR_TRUE);
	assert_int_equal(eval("comm =~ /^$/", &v), EXPR_TRUE);
}

/* The bytes behind a text are not its own. */
static void test_text_has_length(void **state)
{
	struct values v = failed_call();

	(void)state;
	v.v[COMM].text_len = 5;
	assert_int_equal(eval("comm == 'nginx'", &v), EXPR_TRUE);
	assert_int_equal(eval("comm =~ 'n*x'", &v), EXPR_TRUE);
	assert_int_equal(eval("comm =~ 'n*[x]'", &v), EXPR_TRUE);
	assert_int_equal(eval("comm =~ /x$/", &v), EXPR_TRUE);
}

static void test_uses(void **state)
{
	struct expr *e = parse("ret < 0 && (comm =~ 'a*' || args.flags & CREAT)");
	static const int used[] = { RET, COMM, FLAGS };

	(void)state;
	for (int id = 0; id < FIELD_CNT; id++) {
		bool is_used = false;

		for (size_t i = 0; i < ARRAY_CNT(used); i++)
			is_used |= used[i] == id;
		assert_int_equal(expr_uses(e, id), is_used);
	}
	expr_free(e);
	expr_free(NULL);
}

/* What the kernel may be told of a comm: nothing that could leave out a call that is wanted. */
static void test_requires(void **state)
{
	static const struct {
		const char *expr;
		const char *glob; /* NULL: none */
	} rows[] = {
		{ "comm == 'nginx'", "nginx" },
		{ "'nginx' == comm", "nginx" },
		{ "comm =~ 'nginx'", "nginx" },
		{ "comm =~ 'ng*'", "ng*" },
		{ "comm =~ '*x'", "*x" },
		{ "comm =~ 'n*x'", "n*x" },
		{ "comm =~ '*'", "*" },
		{ "ret < 0 && comm == 'nginx'", "nginx" },
		{ "(comm == 'nginx' && ret < 0) && errno == 2", "nginx" },
		{ "comm =~ 'a*' && comm == 'b'", "a*" },
		{ "comm == 'nginx' || ret < 0", NULL },
		{ "!(comm == 'nginx')", NULL },
		{ "comm != 'nginx'", NULL },
		{ "comm !~ 'ng*'", NULL },
		{ "comm =~ 'n?inx'", NULL },
		{ "comm =~ /nginx/", NULL },
		{ "comm == 'n*'", NULL },
		{ "comm in ('nginx')", NULL },
		{ "fd.path == 'nginx'", NULL },
		{ "comm == fd.path", NULL },
		{ "ret < 0", NULL },
		{ "comm == 'a name that is too long for the kernel'", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(rows); i++) {
		char glob[20] = "";
		struct expr *e = parse(rows[i].expr);
		bool any = expr_requires_text(e, COMM, glob, sizeof(glob));
		if (any != (rows[i].glob != NULL) || (any && strcmp(glob, rows[i].glob) != 0))
			fail_msg("%s: '%s'", rows[i].expr, any ? glob : "");
		expr_free(e);
	}
}

/* --- What is wrong with them -------------------------------------------------------------------- */

static const struct wrong {
	const char *text;
	unsigned int column;
	const char *says;
} wrongs[] = {
	/* Types */
	{ "duration > 5", 12, "duration is a time: write 5ms, 5us or 5s" },
	{ "5 < duration", 1, "duration is a time: write 5ms, 5us or 5s" },
	{ "duration > -5", 12, "duration is a time: write -5ms, -5us or -5s" },
	{ "duration == ret", 13, "duration is a time, but ret is a number" },
	{ "ret > 5ms", 7, "ret is a number, but 5ms is a time" },
	{ "duration in (1ms, 2)", 19, "duration is a time: write 2ms, 2us or 2s" },
	{ "comm == 5", 9, "comm is text, but 5 is a number" },
	{ "ret == 'x'", 8, "ret is a number, but 'x' is text" },
	{ "errno == 'ENOENT'", 10, "errno is a number: write ENOENT without quotes" },
	{ "error == 1", 10, "error is true or false, but 1 is a number" },
	{ "comm in ('a', 1)", 15, "comm is text, but 1 is a number" },
	{ "comm < 'a'", 1, "comm is text, which has no order" },
	{ "error < true", 1, "error is true or false, which has no order" },
	{ "ret =~ 'x'", 5, "ret is a number, and only text has a pattern" },
	{ "duration !~ /x/", 10, "duration is a time, and only text has a pattern" },
	{ "comm & 1", 1, "comm is text, and & is for numbers" },
	{ "ret & 1ms", 7, "1ms is a time, and & is for numbers" },
	{ "args.flags & CREAT | args.flags", 22, "| joins constants, which args.flags is not" },
	{ "ret == 'a'|1", 8, "'a' is text, and | is for numbers" },
	{ "-comm == 1", 2, "comm is text, and - is for numbers" },
	{ "comm", 1, "comm is text and no condition: compare it" },
	{ "ret < 0 && duration", 12, "duration is a time and no condition" },
	{ "errno == 2 || 11", 15, "11 is no condition; one of several values is written" },
	{ "!5", 2, "5 is no condition" },
	{ "!'x'", 2, "'x' is text and no condition" },
	{ "(ret & 1) == true", 14, "(ret & 1) is a number, but true is true or false" },
	/* Names */
	{ "duraton > 5ms", 1,
	  "there is no field 'duraton' (a time is written 5ms, 5us or 5s); did you mean 'duration'?" },
	{ "ret < 0 && nope == 1", 12, "there is no field 'nope'" },
	{ "errno == 2 || EAGAIN", 15, "there is no field 'EAGAIN'" },
	{ "com == 'a'", 1,
	  "there is no field 'com' (text is written in quotes); did you mean 'comm'" },
	{ "com =~ 'a*'", 1, "there is no field 'com'; did you mean 'comm'" },
	{ "errno == ENOTHING", 10, "'ENOTHING' is no field, and errno has no value of this name" },
	{ "errno == er", 10, "'er' is no field" },
	{ "args.flags & CLOEXEC", 14, "CLOEXEC of args.flags may be one of several numbers" },
	{ "args.size & CREAT", 13, "'CREAT' is no field, and args.size has no value" },
	{ "comm == nginx", 9, "there is no field 'nginx' (text is written in quotes)" },
	{ "duration > ages", 12, "there is no field 'ages' (a time is written 5ms, 5us or 5s)" },
	{ "error == yes", 10, "there is no field 'yes'" },
	{ "CREAT & 5 == 3", 1, "there is no field 'CREAT'" },
	{ "!CREAT", 2, "there is no field 'CREAT'" },
	/* Grammar */
	{ "", 1, "there is no expression" },
	{ " \n", 1, "there is no expression" },
	{ "ret <", 6, "a field or a value is missing at the end" },
	{ "ret < && error", 7, "a field or a value is missing here" },
	{ "ret < 0 &&", 11, "a field or a value is missing at the end" },
	{ "&& ret", 1, "a field or a value is missing here" },
	{ "()", 2, "a field or a value is missing here" },
	{ "(ret < 0", 9, "a ) is missing here" },
	{ "ret < 0)", 8, "there is no ( that this belongs to" },
	{ "ret 5", 5, "an operator, such as && or ==, is missing here" },
	{ "ret < 0 error", 9, "an operator, such as && or ==, is missing here" },
	{ "ret, 5", 4, "an operator" },
	{ "1 < ret < 5", 9, "a comparison has two sides: write A < B && B < C" },
	{ "ret == 1 == true", 10, "a comparison has two sides" },
	{ "ret in 5", 8, "a list is missing here: in (A, B)" },
	{ "ret in ()", 9, "a field or a value is missing here" },
	{ "ret in (1, 2", 13, "a , or ) is missing here" },
	{ "ret in (1, 2,)", 14, "a field or a value is missing here" },
	{ "ret not 5", 9, "an 'in' is missing here" },
	{ "comm =~ fd.path", 9, "a pattern is missing here: \"glob*\" or /regex/" },
	{ "comm =~", 8, "a pattern is missing here" },
	{ "fd.path == /var/", 12, "a /regex/ comes behind =~ or !~; text is written in quotes" },
	{ "fd.path == /var", 12, "this regex has no closing /; text is written in quotes" },
	/* Tokens */
	{ "ret = 0", 5, "to compare, write ==" },
	{ "comm == 'a", 9, "this text has no closing '" },
	{ "comm == \"a\\\"", 9, "this text has no closing \"" },
	{ "comm == \"a\\", 11, "behind \\ in quotes comes" },
	{ "comm =~ \"a\\*\"", 11, "\\\\ is a backslash" },
	{ "comm == '\\x4'", 10, "behind \\ in quotes comes" },
	{ "comm == '\\x00'", 10, "there is no text with a NUL in it" },
	{ "comm =~ /a(/", 9, "this regex is wrong: " },
	{ "comm =~ /[z-a]/", 9, "this regex is wrong: " },
	{ "comm =~ /a\\", 9, "this regex has no closing /" },
	{ "ret $ 5", 5, "this belongs to no expression" },
	{ "ret == 5x", 9, "there is no unit 'x'" },
	{ "ret == 5.5", 8, "only a time may have a fraction" },
	{ "ret == 1.5K", 8, "only a time may have a fraction" },
	{ "ret == 5.", 9, "this belongs to no expression" },
	{ "ret == 0x", 9, "there is no unit 'x'" },
	{ "ret == 08", 8, "a number that begins with 0 is octal" },
	{ "duration > 0x5ms", 12, "a time is written in decimal" },
	{ "ret == 18446744073709551616", 8, "this is more than fits in 64 bits" },
	{ "ret == 17179869184G", 8, "this is more than fits in 64 bits" },
	{ "duration < 9223372037s", 12, "this is more than fits in 64 bits" },
	{ "comm == 'Stra\xc3\x9f"
	  "e' && duration > 5",
	  32, "duration is a time" },
};

/* The mark in the third line is below the column; all lines begin with two spaces. */
static void check_mark(const struct wrong *w, const char *msg)
{
	const char *shown = strchr(msg, '\n'), *mark = shown ? strrchr(msg, '\n') : NULL;

	assert_non_null(shown);
	assert_ptr_not_equal(shown, mark);
	mark++;
	assert_int_equal(strspn(mark, " "), strlen(mark) - 1);
	assert_int_equal(mark[strlen(mark) - 1], '^');
	if (!strchr(w->text, '\n'))
		assert_int_equal(strlen(mark), w->column + 2);
}

static void test_errors(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(wrongs); i++) {
		const struct wrong *w = &wrongs[i];
		char begin[64];
		struct heard h;

		refuse(w->text, &h);
		snprintf(begin, sizeof(begin), "--expr: column %u: ", w->column);
		if (strncmp(h.msg, begin, strlen(begin)) != 0 || !strstr(h.msg, w->says))
			fail_msg("of '%s' it says %s", w->text, h.msg);
		check_mark(w, h.msg);
	}
}

static void test_message(void **state)
{
	struct heard h;

	(void)state;
	assert_string_equal(refuse("duration > 5", &h),
			    "--expr: column 12: duration is a time: write 5ms, 5us or 5s\n"
			    "  duration > 5\n"
			    "             ^");
	/* What could confuse a terminal is escaped and the mark moves; backslashes are as typed. */
	assert_string_equal(refuse("comm == '\x1b\\\\' && ret == x", &h),
			    "--expr: column 25: 'x' is no field, and ret has no value of this name\n"
			    "  comm == '\\x1b\\\\' && ret == x\n"
			    "                             ^");
	/* Of a long one we see what is around the mark. */
	assert_string_equal(refuse("ret == 1 || ret == 2 || ret == 3 || ret == 4 || ret == 5 || ret == 6 || nope "
				   "|| ret == 1 || ret == 2 || ret == 3 || ret == 4 || ret == 5 || ret == 6",
				   &h),
			    "--expr: column 73: there is no field 'nope'\n"
			    "  ...ret == 2 || ret == 3 || ret == 4 || ret == 5 || ret == 6 || nope || ret == 1 || "
			    "ret == 2 || ret == 3 || ret == 4 || ret ...\n"
			    "                                                                 ^");
}

static void test_no_listener(void **state)
{
	struct expr *e = NULL;

	(void)state;
	assert_int_equal(expr_parse("ret <", &fields, NULL, &e), -EINVAL);
	assert_null(e);
}

/* --- Limits -------------------------------------------------------------------------------------- */

/* @cnt times @unit, and @rest. */
static const char *repeat(const char *unit, size_t cnt, const char *rest)
{
	static char text[4 * EXPR_BYTES];
	size_t len = 0;

	for (size_t i = 0; i < cnt; i++)
		len += (size_t)sprintf(text + len, "%s", unit);
	strcpy(text + len, rest);
	return text;
}

static void test_depth(void **state)
{
	struct values v = failed_call();
	char close[65];
	struct heard h;

	(void)state;
	memset(close, ')', 64);
	close[64] = '\0';
	assert_int_equal(eval(strcat((char *)repeat("(", 64, "error"), close), &v), EXPR_TRUE);
	assert_non_null(strstr(refuse(repeat("(", 65, "error"), &h), "column 65: "));
	refuse(repeat("(", EXPR_BYTES, ""), &h);
	refuse(repeat("!(", EXPR_BYTES / 2, ""), &h);
	refuse(repeat("-(", EXPR_BYTES / 2, ""), &h);
}

static void test_length(void **state)
{
	struct values v = failed_call();
	struct heard h;

	(void)state;
	assert_int_equal(eval(repeat("!", EXPR_BYTES - 5, "error"), &v), EXPR_FALSE);
	assert_int_equal(eval(repeat("-", EXPR_BYTES - 10, "ret == 2"), &v), EXPR_FALSE);
	assert_int_equal(eval(repeat("error&&", EXPR_BYTES / 7 - 1, "error"), &v), EXPR_TRUE);
	assert_int_equal(eval(repeat("ret&", EXPR_BYTES / 4 - 1, "ret"), &v), EXPR_TRUE);
	assert_int_equal(eval(repeat(" ", EXPR_BYTES - 5, "error"), &v), EXPR_TRUE);
	assert_non_null(strstr(refuse(repeat(" ", EXPR_BYTES - 4, "error"), &h),
			       "column 4097: an expression ends after 4096 bytes"));
}

/* Whether libc takes these is its affair, as long as it comes back. */
static void test_big_regexes(void **state)
{
	static const char *const units[] = { "(", "(a|", "[", "a*", "a|", "(a)", "\\", "^*" };

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(units); i++) {
		char text[2 * EXPR_BYTES] = "comm =~ /";
		struct values v = failed_call();
		struct expr *e = NULL;

		strcat(text, repeat(units[i], (EXPR_BYTES - 10) / strlen(units[i]), "/"));
		expr_parse(text, &fields, NULL, &e);
		if (e)
			expr_eval(e, get, &v);
		expr_free(e);
	}
}

/* --- Random ones --------------------------------------------------------------------------------- */

static uint64_t seed;

static unsigned int any(unsigned int below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned int)(seed >> 33) % below;
}

#define ANY(a) ((a)[any(ARRAY_CNT(a))])

/* Arbitrary tokens in a row: accepted or refused, it has to end well. */
static void test_random_tokens(void **state)
{
	static const char *const tokens[] = {
		"(",	 ")",	       "!",	 "&&",	     "||",    "&",    "|",     "-",
		"==",	 "!=",	       "<",	 ">=",	     "=~",    "!~",   "in",    "not",
		"and",	 "or",	       ",",	 "true",     "ret",   "comm", "errno", "error",
		"5",	 "5ms",	       "0x1f",	 "'a*'",     "\"",    "'",    "/a|b/", "/",
		"CREAT", "\\",	       "\xff",	 "\x01",     "args.", ".",    "=",     "'?*'",
		"\xc3",	 "args.flags", "ENOENT", "duration", " ",
	};
	struct values v = failed_call();
	struct heard h = { 0 };
	const struct diag d = { hear, &h };
	unsigned int accepted = 0;

	(void)state;
	seed = 1;
	for (unsigned int i = 0; i < 50000; i++) {
		char text[512] = "";
		struct expr *e = NULL;
		int err;

		for (unsigned int cnt = any(12); cnt; cnt--) {
			strcat(text, ANY(tokens));
			strcat(text, any(4) ? " " : "");
		}
		h.cnt = 0;
		err = expr_parse(text, &fields, &d, &e);
		assert_int_equal(h.cnt, err ? 1 : 0);
		if (!err) {
			accepted++;
			expr_eval(e, get, &v);
		}
		expr_free(e);
	}
	assert_true(accepted > 100);
}

/* And arbitrary bytes. */
static void test_random_bytes(void **state)
{
	struct heard h = { 0 };
	const struct diag d = { hear, &h };

	(void)state;
	seed = 2;
	for (unsigned int i = 0; i < 20000; i++) {
		char text[200] = "";
		struct expr *e = NULL;
		unsigned int len = any(sizeof(text));

		for (unsigned int j = 0; j < len; j++)
			text[j] = (char)(1 + any(255));
		expr_parse(text, &fields, &d, &e);
		expr_free(e);
	}
}

/* Appends a condition with right types; @depth is how far it may branch. */
static void put_condition(char *out, unsigned int depth)
{
	static const char *const leaves[] = {
		"ret < 0",
		"ret == -ENOENT",
		"errno in (ENOENT, EAGAIN, ret)",
		"errno != args.size",
		"args.flags & CREAT|EXCL",
		"args.flags & args.size == 1",
		"-ret >= errno",
		"duration > 3ms",
		"duration not in (1ms, 5ms)",
		"comm =~ 'a*'",
		"comm =~ '*a*'",
		"comm !~ /^[ab]*$/",
		"comm == fd.path",
		"fd.path in ('a', 'ab', comm)",
		"syscall == 'a'",
		"error",
		"error == (ret < 0)",
		"(ret == 1 || comm == 'b') != error",
		"nothing",
	};

	if (!depth) {
		strcat(out, ANY(leaves));
		return;
	}
	if (!any(3))
		strcat(out, "!");
	strcat(out, "(");
	put_condition(out, depth - 1);
	strcat(out, any(2) ? " && " : " || ");
	put_condition(out, depth - 1);
	strcat(out, ")");
}

static struct values any_values(void)
{
	static const char *const texts[] = { "", "a", "b", "ab", "ba", "c" };
	struct values v = { .known = (1u << FIELD_CNT) - 1 };

	for (int id = 0; id < FIELD_CNT; id++) {
		if (fields_table[id].type == EXPR_TEXT)
			set_text(&v, id, ANY(texts));
		else if (fields_table[id].type == EXPR_TIME)
			v.v[id].number = any(6) * 1000000;
		else if (fields_table[id].type == EXPR_BOOL)
			v.v[id].number = any(2);
		else
			v.v[id].number = (int64_t)any(14) - 3;
	}
	v.v[SIZE].is_unsigned = true;
	return v;
}

/*
 * What is said while some fields are unknown is what is said when they are known; and when all are
 * known something is said.
 */
static void test_sound(void **state)
{
	unsigned int decided = 0;

	(void)state;
	seed = 3;
	for (unsigned int i = 0; i < 3000; i++) {
		char text[2048] = "";
		struct expr *e;

		put_condition(text, any(5));
		e = parse(text);
		for (unsigned int j = 0; j < 8; j++) {
			struct values v = any_values();
			enum expr_truth all = expr_eval(e, get, &v), some;

			assert_int_not_equal(all, EXPR_UNKNOWN);
			v.known = any(1u << FIELD_CNT);
			some = expr_eval(e, get, &v);
			if (some != EXPR_UNKNOWN && some != all)
				fail_msg("%s: %d with fields %#x, %d with all", text, some, v.known,
					 all);
			decided += some != EXPR_UNKNOWN;
		}
		expr_free(e);
	}
	assert_true(decided > 1000);
}

/* Whatever way a glob is matched, it is as fnmatch() has it. */
static void test_globs_as_fnmatch(void **state)
{
	static const char *const parts[] = {
		"a", "b", "ab", "*", "*", "?", "[ab]", "[!a]", "\\\\*"
	};
	static const char *const texts[] = { "",  "a",	 "b",	"ab",  "ba",
					     "*", "aab", "aba", "ab*", "abab" };

	(void)state;
	seed = 4;
	for (unsigned int i = 0; i < 5000; i++) {
		char text[128] = "comm =~ '", glob[64] = "";
		struct values v = failed_call();
		const char *comm = ANY(texts);
		bool matches;

		for (unsigned int cnt = any(5); cnt; cnt--) {
			const char *part = ANY(parts);

			strcat(text, part);
			strcat(glob, *part == '\\' ? part + 1 : part);
		}
		strcat(text, "'");
		set_text(&v, COMM, comm);
		matches = fnmatch(glob, comm, 0) == 0;
		if (eval(text, &v) != (matches ? EXPR_TRUE : EXPR_FALSE))
			fail_msg("%s of '%s' is not %d", text, comm, matches);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_comparisons),    cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_words_and_bits), cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_logic),	       cmocka_unit_test(test_unknown_texts),
		cmocka_unit_test(test_long_text),      cmocka_unit_test(test_text_has_length),
		cmocka_unit_test(test_uses),	       cmocka_unit_test(test_requires),
		cmocka_unit_test(test_errors),	       cmocka_unit_test(test_message),
		cmocka_unit_test(test_no_listener),    cmocka_unit_test(test_depth),
		cmocka_unit_test(test_length),	       cmocka_unit_test(test_big_regexes),
		cmocka_unit_test(test_random_tokens),  cmocka_unit_test(test_random_bytes),
		cmocka_unit_test(test_sound),	       cmocka_unit_test(test_globs_as_fnmatch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
