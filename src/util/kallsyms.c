/* SPDX-License-Identifier: GPL-2.0-only */
/* A sorted array over the text of /proc/kallsyms; see kallsyms.h. */
#include "util/kallsyms.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* No function is so long; what lies farther behind one is not in it. */
#define FUNCTION_BYTES_MAX (1ull << 20)

struct kallsyms {
	char *text; /* the names lie in it */
	size_t cnt;
	struct kallsyms_symbol v[]; /* by address */
};

/* The kernel makes the text while it is read, and does not know how long it will be. */
static int read_all(const char *path, char **out)
{
	size_t len = 0, cap = 8 << 20;
	char *text = malloc(cap);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 || !text ? -1 : 1;

	while (n > 0) {
		if (cap - len < 2) {
			char *more = realloc(text, cap * 2);

			if (!more) {
				n = -1;
				break;
			}
			text = more;
			cap *= 2;
		}
		n = read(fd, text + len, cap - len - 1);
		if (n > 0)
			len += (size_t)n;
	}
	if (n < 0) {
		int err = text ? -errno : -ENOMEM;

		free(text);
		if (fd >= 0)
			close(fd);
		return err;
	}
	close(fd);
	text[len] = '\0';
	*out = text;
	return 0;
}

/* Whether a line, `ffffffff81000000 T name`, is of a function; and its address, zero if hidden. */
static bool is_function(const char *line, uint64_t *addr, const char **name)
{
	char *rest;

	*addr = strtoull(line, &rest, 16);
	*name = rest + 3;
	return rest[0] == ' ' && rest[1] && strchr("tTwW", rest[1]) && rest[2] == ' ';
}

/* `ffffffff81000000 T name`, and for those of modules `\t[module]`. False: no function. */
static bool parse_line(char *line, struct kallsyms_symbol *s)
{
	char *module;

	if (!is_function(line, &s->addr, &s->name) || !s->addr)
		return false;
	s->module = NULL;
	module = strstr(s->name, "\t[");
	if (module) {
		*module = '\0';
		s->module = module + 2;
		module[strcspn(module + 2, "]") + 2] = '\0';
	}
	return true;
}

/* Where several have one address, in the order of the file. */
static int compare(const void *a, const void *b)
{
	const struct kallsyms_symbol *x = a, *y = b;

	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

static size_t count_lines(const char *text)
{
	size_t cnt = 0;

	for (const char *p = text; (p = strchr(p, '\n')); p++)
		cnt++;
	return cnt;
}

int kallsyms_parse(char *text, struct kallsyms **out)
{
	size_t line_cnt = count_lines(text);
	struct kallsyms *k = malloc(sizeof(*k) + line_cnt * sizeof(*k->v));
	char *line = text, *end;

	if (!k) {
		free(text);
		return -ENOMEM;
	}
	k->text = text;
	k->cnt = 0;
	for (; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		if (parse_line(line, &k->v[k->cnt]))
			k->cnt++;
	}
	if (!k->cnt) {
		kallsyms_close(k);
		return -EACCES;
	}
	qsort(k->v, k->cnt, sizeof(*k->v), compare);
	*out = k;
	return 0;
}

int kallsyms_open(struct kallsyms **k)
{
	char *text = NULL;
	int err = read_all("/proc/kallsyms", &text);

	return err ? err : kallsyms_parse(text, k);
}

/* Keeps the lines of functions, in place. Returns how long that is; 0: the kernel hides them. */
static size_t keep_functions(char *text)
{
	const char *line = text, *end, *name;
	size_t kept = 0;
	uint64_t addr, any = 0;

	for (; (end = strchr(line, '\n')); line = end + 1) {
		size_t len = (size_t)(end + 1 - line);

		if (!is_function(line, &addr, &name))
			continue;
		any |= addr;
		memmove(text + kept, line, len);
		kept += len;
	}
	return any ? kept : 0;
}

int kallsyms_read_text(char **text, size_t *len)
{
	int err = read_all("/proc/kallsyms", text);

	if (err)
		return err;
	*len = keep_functions(*text);
	if (*len)
		return 0;
	free(*text);
	return -EACCES;
}

void kallsyms_close(struct kallsyms *k)
{
	if (!k)
		return;
	free(k->text);
	free(k);
}

const struct kallsyms_symbol *kallsyms_find(const struct kallsyms *k, uint64_t addr)
{
	size_t lo = 0, hi = k->cnt;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (k->v[mid].addr <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (!lo || addr - k->v[lo - 1].addr >= FUNCTION_BYTES_MAX)
		return NULL;
	/* Of several names the kernel shows the first. */
	for (lo--; lo && k->v[lo - 1].addr == k->v[lo].addr;)
		lo--;
	return &k->v[lo];
}
