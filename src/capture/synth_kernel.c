/* SPDX-License-Identifier: GPL-2.0-only */
/* Records for the kernel and its modules, which are mapped in every process. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "capture/synth_private.h"

static int tell(struct synth *s, uint64_t addr, uint64_t len, uint64_t pgoff, const char *file)
{
	struct {
		struct perf_event_header hdr;
		int32_t pid, tid;
		uint64_t addr, len, pgoff;
	} r = {
		.hdr = { .type = PERF_RECORD_MMAP, .misc = PERF_RECORD_MISC_KERNEL },
		.pid = -1, /* of all */
		.addr = addr,
		.len = len,
		.pgoff = pgoff,
	};

	synth_begin(s, &r, sizeof(r));
	return synth_put(s, file, strlen(file) + 1) ? synth_emit(s) : 0;
}

/* Where the kernel's code begins and ends; zeros where it hides that from us. */
static void find_text(uint64_t *begin, uint64_t *end)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	char line[512], name[256];
	uint64_t addr;

	*begin = *end = 0;
	while (file && !(*begin && *end) && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%" SCNx64 " %*c %255s", &addr, name) != 2)
			continue;
		if (!strcmp(name, "_text"))
			*begin = addr;
		else if (!strcmp(name, "_etext"))
			*end = addr;
	}
	if (file)
		fclose(file);
}

/* In the name of a module `-` and `_` are the same. */
static bool is_module_file(const char *path, size_t len, const char *name)
{
	const char *base = memrchr(path, '/', len);
	size_t i = 0;

	base = base ? base + 1 : path;
	for (; name[i] && base + i < path + len; i++)
		if ((base[i] == '-' ? '_' : base[i]) != (name[i] == '-' ? '_' : name[i]))
			return false;
	return !name[i] && base + i + 3 <= path + len && !strncmp(base + i, ".ko", 3);
}

/* The file of the module, as modules.dep(5) has it, else its name in brackets. */
static void find_module(FILE *deps, const char *release, const char *name, char *buf, size_t size)
{
	char line[1024];

	snprintf(buf, size, "[%s]", name);
	if (!deps)
		return;
	rewind(deps);
	while (fgets(line, sizeof(line), deps)) {
		size_t len = strcspn(line, ":");

		if (!is_module_file(line, len, name))
			continue;
		snprintf(buf, size, "/lib/modules/%s/%.*s", release, (int)len, line);
		return;
	}
}

static int tell_modules(struct synth *s)
{
	FILE *file = fopen("/proc/modules", "re"), *deps;
	char path[1024], line[1024], name[128];
	struct utsname u;
	uint64_t addr, len;
	int err = 0;

	if (!file)
		return 0; /* a kernel without modules */
	uname(&u);
	snprintf(path, sizeof(path), "/lib/modules/%s/modules.dep", u.release);
	deps = fopen(path, "re");
	while (!err && fgets(line, sizeof(line), file)) {
		const char *at = strstr(line, " 0x");

		if (!at || sscanf(line, "%127s %" SCNu64, name, &len) != 2)
			continue;
		addr = strtoull(at + 1, NULL, 16);
		find_module(deps, u.release, name, path, sizeof(path));
		if (addr)
			err = tell(s, addr, len, 0, path);
	}
	if (deps)
		fclose(deps);
	fclose(file);
	return err;
}

int synth_kernel(struct synth *s)
{
	uint64_t begin, end;
	int err = 0;

	find_text(&begin, &end);
	/* The offset is where the symbol in the name was: so perf finds out how far it moved. */
	if (begin && end > begin)
		err = tell(s, begin, end - begin, begin, "[kernel.kallsyms]_text");
	return err ? err : tell_modules(s);
}
