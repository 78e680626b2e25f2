/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records for the kernel and its modules, which are mapped in every process. To find out where they
 * are takes some 50 ms, so that is done before anything is recorded.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "capture/synth_private.h"

struct code {
	uint64_t addr;
	uint64_t len_bytes;
	char name[64]; /* of the module; "": the kernel itself */
	char *file; /* NULL: not known */
};

struct synth_kernel {
	struct code *code;
	size_t cnt;
	size_t cap;
};

/* Where the kernel's code begins and ends; zeros where it hides that from us. */
static void find_text(uint64_t *begin, uint64_t *end)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	char line[512];

	*begin = *end = 0;
	/* A hundred thousand lines: only the two that count are taken apart. */
	while (file && !(*begin && *end) && fgets(line, sizeof(line), file)) {
		const char *name = strrchr(line, ' ');

		if (name && !strcmp(name, " _text\n"))
			*begin = strtoull(line, NULL, 16);
		else if (name && !strcmp(name, " _etext\n"))
			*end = strtoull(line, NULL, 16);
	}
	if (file)
		fclose(file);
}

static int add(struct synth_kernel *k, const char *name, uint64_t addr, uint64_t len_bytes)
{
	size_t cap = k->cap ? 2 * k->cap : 64;
	struct code *code = k->code;

	if (k->cnt == k->cap) {
		code = reallocarray(code, cap, sizeof(*code));
		if (!code)
			return -ENOMEM;
		k->code = code;
		k->cap = cap;
	}
	code[k->cnt] = (struct code){ .addr = addr, .len_bytes = len_bytes };
	snprintf(code[k->cnt++].name, sizeof(code->name), "%s", name);
	return 0;
}

/* The lines of /proc/modules: name, size, users, who they are, state, address. */
static int add_modules(struct synth_kernel *k)
{
	FILE *file = fopen("/proc/modules", "re");
	char line[1024], name[64];
	uint64_t addr, len;
	int err = 0;

	while (file && !err && fgets(line, sizeof(line), file)) {
		const char *at = strstr(line, " 0x");

		if (!at || sscanf(line, "%63s %" SCNu64, name, &len) != 2)
			continue;
		addr = strtoull(at + 1, NULL, 16);
		if (addr)
			err = add(k, name, addr, len);
	}
	if (file)
		fclose(file);
	return err;
}

/* In the name of a module `-` and `_` are the same. */
static bool is_file_of(const char *path, size_t len, const char *name)
{
	const char *end = path + len, *p = memrchr(path, '/', len);

	for (p = p ? p + 1 : path; *name && p < end; p++, name++)
		if ((*p == '-' ? '_' : *p) != (*name == '-' ? '_' : *name))
			return false;
	return !*name && end - p >= 3 && !memcmp(p, ".ko", 3);
}

/* The files of the modules, of which modules.dep(5) lists all, loaded or not. */
static void find_files(struct synth_kernel *k)
{
	char path[1024], line[4096];
	struct utsname u;
	FILE *deps;

	uname(&u);
	snprintf(path, sizeof(path), "/lib/modules/%s/modules.dep", u.release);
	deps = fopen(path, "re");
	while (deps && fgets(line, sizeof(line), deps)) {
		size_t len = strcspn(line, ":");

		for (size_t i = 0; i < k->cnt; i++)
			if (!k->code[i].file && is_file_of(line, len, k->code[i].name) &&
			    asprintf(&k->code[i].file, "/lib/modules/%s/%.*s", u.release, (int)len,
				     line) < 0)
				k->code[i].file = NULL;
	}
	if (deps)
		fclose(deps);
}

struct synth_kernel *synth_kernel_read(void)
{
	struct synth_kernel *k = calloc(1, sizeof(*k));
	uint64_t begin, end;
	int err = 0;

	if (!k)
		return NULL;
	find_text(&begin, &end);
	if (begin && end > begin)
		err = add(k, "", begin, end - begin);
	if (!err)
		err = add_modules(k);
	if (!err) {
		find_files(k);
		return k;
	}
	synth_kernel_free(k);
	return NULL;
}

void synth_kernel_free(struct synth_kernel *k)
{
	for (size_t i = 0; k && i < k->cnt; i++)
		free(k->code[i].file);
	if (k)
		free(k->code);
	free(k);
}

static int tell(struct synth *s, const struct code *c)
{
	bool kernel = !*c->name;
	struct {
		struct perf_event_header hdr;
		int32_t pid, tid;
		uint64_t addr, len, pgoff;
	} r = {
		.hdr = { .type = PERF_RECORD_MMAP, .misc = PERF_RECORD_MISC_KERNEL },
		.pid = -1, /* of all */
		.addr = c->addr,
		.len = c->len_bytes,
		/* Where the symbol in the name is: so perf finds out by how much it was moved. */
		.pgoff = kernel ? c->addr : 0,
	};
	char name[sizeof(c->name) + 2];
	const char *file = kernel ? "[kernel.kallsyms]_text" : c->file;

	if (!file) {
		snprintf(name, sizeof(name), "[%s]", c->name);
		file = name;
	}
	synth_begin(s, &r, sizeof(r));
	return synth_put(s, file, strlen(file) + 1) ? synth_emit(s) : 0;
}

int synth_kernel(struct synth *s)
{
	int err = 0;

	for (size_t i = 0; !err && i < s->kernel->cnt; i++)
		err = tell(s, &s->kernel->code[i]);
	return err;
}
