/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What arguments and results look like: the rows of tests/data/values/FAMILY.txt. A row is a
 * call and the text that has to come out:
 *
 *     openat -100 0x5500 02000000|0100 0644 = 3
 *         openat(dfd: CWD, filename: 0x5500, flags: RDONLY|CREAT|CLOEXEC, mode: 0644) = 3
 *
 * A name, with `i386:` or `arm64:` in front for another ABI than x86_64, and `-v` behind for
 * all zeros; up to six registers as C numbers, or-ed where that reads better; what the call
 * returned. The expected text follows on the next line, indented. `build/tests/data/values
 * FILE` prints what comes out, for whoever writes rows: compare it with the headers, and not
 * with itself.
 */
#include "unit/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/value.h"
#include "unit/calls.h"
#include "unit/cases.h"

static const char folder[] = "tests/data/values";

/* One row, and where it stands. */
struct row {
	const char *path;
	int line;
	char call[512];
	char expected[1024];
};

static uint64_t number(const struct row *r, char *word)
{
	uint64_t v = 0;

	for (char *end = word; *end; word = end + 1) {
		errno = 0;
		v |= *word == '-' ? (uint64_t)strtoll(word, &end, 0) : strtoull(word, &end, 0);
		if (errno || end == word || (*end && *end != '|'))
			fail_msg("%s:%d: '%s' is not a number", r->path, r->line, word);
		if (!*end)
			break;
	}
	return v;
}

static enum abi abi_of(char **name)
{
	if (!strncmp(*name, "i386:", 5)) {
		*name += 5;
		return ABI_I386;
	}
	if (!strncmp(*name, "arm64:", 6)) {
		*name += 6;
		return ABI_ARM64;
	}
	return ABI_X86_64;
}

/* The call that @r describes; @zeros is set by -v. */
static struct call call_of(const struct row *r, bool *zeros)
{
	struct call c = { .state = CALL_COMPLETE };
	char copy[sizeof(r->call)], *save, *word;
	unsigned int i = 0;

	strcpy(copy, r->call);
	word = strtok_r(copy, " \t", &save);
	c.abi = abi_of(&word);
	c.nr = calls_nr(c.abi, word);
	if (c.nr < 0)
		fail_msg("%s:%d: there is no call '%s'", r->path, r->line, word);
	c.desc = syscall_get(c.abi, c.nr);
	*zeros = false;
	while ((word = strtok_r(NULL, " \t", &save))) {
		if (!strcmp(word, "-v")) {
			*zeros = true;
		} else if (!strcmp(word, "=")) {
			word = strtok_r(NULL, " \t", &save);
			c.ret = (int64_t)number(r, word ? word : (char *)"");
		} else {
			if (i == SYSCALL_ARGS_MAX)
				fail_msg("%s:%d: more than six arguments", r->path, r->line);
			c.args[i++] = number(r, word);
		}
	}
	return c;
}

static void format_row(const struct row *r, char *buf, size_t size)
{
	struct format f = { 0 };
	struct call c = call_of(r, &f.zeros);
	struct text t;

	text_init(&t, buf, size - 1);
	format_name(&t, &c);
	text_char(&t, '(');
	format_args(&f, &t, &c);
	text_lit(&t, ") = ");
	format_ret(&f, &t, &c);
	buf[t.len] = '\0';
}

/* The text between the blanks around it; "" for a comment or an empty line. */
static char *trim(char *line)
{
	size_t len = strcspn(line, "\n");

	while (len && strchr(" \t", line[len - 1]))
		len--;
	line[len] = '\0';
	line += strspn(line, " \t");
	return *line == '#' ? line + strlen(line) : line;
}

/* The next row of @in. False at its end. */
static bool next_row(FILE *in, struct row *r)
{
	char line[1024];

	r->call[0] = '\0';
	while (fgets(line, sizeof(line), in)) {
		bool indented = line[0] == ' ' || line[0] == '\t';
		char *text = trim(line);

		r->line++;
		if (!*text)
			continue;
		if (indented != !!r->call[0])
			fail_msg("%s:%d: a call and its text have to alternate", r->path, r->line);
		if (strlen(text) >= sizeof(r->call) && !indented)
			fail_msg("%s:%d: too long", r->path, r->line);
		strcpy(indented ? r->expected : r->call, text);
		if (indented)
			return true;
	}
	if (r->call[0])
		fail_msg("%s:%d: the text of the last call is missing", r->path, r->line);
	return false;
}

static FILE *open_rows(const char *path, struct row *r)
{
	FILE *in = fopen(path, "r");

	if (!in)
		fail_msg("%s: %s", path, strerror(errno));
	*r = (struct row){ .path = path };
	return in;
}

static void test_family(void **state)
{
	struct row r;
	FILE *in = open_rows(*state, &r);
	int cnt = 0, bad = 0;
	char got[1024];

	while (next_row(in, &r)) {
		format_row(&r, got, sizeof(got));
		cnt++;
		if (!strcmp(got, r.expected))
			continue;
		bad++;
		print_error("%s:%d: %s\n  expected %s\n  got      %s\n", r.path, r.line, r.call,
			    r.expected, got);
	}
	fclose(in);
	if (!cnt)
		fail_msg("%s has no rows", r.path);
	if (bad)
		fail_msg("%s: %d of %d rows differ", r.path, bad, cnt);
}

/* For whoever writes rows; the expected lines may be anything then. */
static void print_rows(const char *path)
{
	struct row r;
	FILE *in = open_rows(path, &r);
	char got[1024];

	while (next_row(in, &r)) {
		format_row(&r, got, sizeof(got));
		printf("%s\n\t%s\n", r.call, got);
	}
	fclose(in);
}

int main(int argc, char **argv)
{
	if (argc == 1)
		return cases_run(folder, test_family);
	for (int i = 1; i < argc; i++)
		print_rows(argv[i]);
	return 0;
}
