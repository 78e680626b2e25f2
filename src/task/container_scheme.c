/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The naming schemes; see container_scheme.h.
 *
 * With the systemd driver a container is a scope, `docker-ID.scope`; with the cgroupfs driver a
 * directory, `docker/ID`. In Kubernetes one of its parents names the pod, as `podUID` or as
 * `kubepods-burstable-podUID.slice`, with `_` for `-`.
 */
#include "task/container_scheme.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

/* One component of a path; not terminated. */
struct part {
	const char *s;
	size_t len;
};

enum id_kind {
	ID_HEX, /* 64 hexadecimal digits */
	ID_NAME, /* whatever the user has chosen */
	ID_UNIT, /* the same, escaped as systemd does in unit names */
};

/* clang-format off */
static const struct scheme {
	const char *runtime;
	const char *parent; /* component before; NULL: any */
	const char *prefix;
	const char *suffix;
	enum id_kind id;
} schemes[] = {
	{ "docker",	NULL,		"docker-",		".scope",	ID_HEX },
	{ "docker",	"docker",	"",			"",		ID_HEX },
	{ "podman",	NULL,		"libpod-",		".scope",	ID_HEX },
	{ "podman",	NULL,		"libpod-",		"",		ID_HEX },
	{ "containerd",	NULL,		"cri-containerd-",	".scope",	ID_HEX },
	{ "containerd",	NULL,		"nerdctl-",		".scope",	ID_HEX },
	{ "cri-o",	NULL,		"crio-",		".scope",	ID_HEX },
	{ "cri-o",	NULL,		"crio-",		"",		ID_HEX },
	{ "nspawn",	NULL,		"systemd-nspawn@",	".service",	ID_UNIT },
	{ "machine",	NULL,		"machine-",		".scope",	ID_UNIT },
	{ "lxc",	NULL,		"lxc.payload.",		"",		ID_NAME },
	{ "lxc",	"lxc.payload",	"",			"",		ID_NAME },
	{ "lxc",	"lxc",		"",			"",		ID_NAME },
	{ "crun",	NULL,		"crun-",		".scope",	ID_NAME },
	{ "runc",	NULL,		"runc-",		".scope",	ID_NAME },
};
/* clang-format on */

enum { SCHEME_CNT = sizeof(schemes) / sizeof(*schemes) };

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool container_scheme_is_hex_id(const char *id, size_t len)
{
	if (len != CONTAINER_ID_HEX)
		return false;
	while (len && is_hex(id[len - 1]))
		len--;
	return !len;
}

static bool part_is(struct part p, const char *s)
{
	return p.len == strlen(s) && !memcmp(p.s, s, p.len);
}

static bool skip_prefix(struct part *p, const char *prefix)
{
	size_t len = strlen(prefix);

	if (p->len < len || memcmp(p->s, prefix, len) != 0)
		return false;
	p->s += len;
	p->len -= len;
	return true;
}

static bool drop_suffix(struct part *p, const char *suffix)
{
	size_t len = strlen(suffix);

	if (p->len < len || memcmp(p->s + p->len - len, suffix, len) != 0)
		return false;
	p->len -= len;
	return true;
}

/* systemd.unit(5), "String Escaping": \x2d is `-`, and `-` is `/`, which no machine's name has. */
static bool set_unescaped(char *text, struct part p)
{
	char out[CONTAINER_TEXT_BYTES];
	size_t len = 0;

	for (size_t i = 0; i < p.len && len < sizeof(out); len++) {
		char hex[3] = "";

		if (p.len - i >= 4 && p.s[i] == '\\' && p.s[i + 1] == 'x' &&
		    isxdigit((unsigned char)p.s[i + 2]) && isxdigit((unsigned char)p.s[i + 3])) {
			memcpy(hex, &p.s[i + 2], 2);
			out[len] = (char)strtol(hex, NULL, 16);
			i += 4;
		} else {
			out[len] = p.s[i++];
		}
		if (!out[len])
			return false;
	}
	return container_facts_set(text, out, len);
}

static bool set_id(struct container_facts *f, enum id_kind kind, struct part p)
{
	switch (kind) {
	case ID_HEX:
		return container_scheme_is_hex_id(p.s, p.len) &&
		       container_facts_set(f->id, p.s, p.len);
	case ID_NAME:
		return container_facts_set(f->id, p.s, p.len) &&
		       container_facts_set(f->name, p.s, p.len);
	case ID_UNIT:
		return set_unescaped(f->id, p) && set_unescaped(f->name, p);
	}
	return false;
}

/* libvirt numbers its machines: `qemu-3-NAME`, `lxc-3-NAME`. */
static void recognise_libvirt(struct container_facts *f)
{
	const char *dash = strchr(f->id, '-');
	char *end;

	if (!dash || (strncmp(f->id, "qemu-", 5) != 0 && strncmp(f->id, "lxc-", 4) != 0))
		return;
	if (strtol(dash + 1, &end, 10) <= 0 || *end != '-' || !end[1])
		return;
	f->runtime = "libvirt";
	container_facts_set(f->name, end + 1, strlen(end + 1));
}

static bool match_scheme(const struct scheme *s, struct part p, struct part parent,
			 struct container_facts *f)
{
	struct container_facts found = { .runtime = s->runtime };

	if (s->parent && !part_is(parent, s->parent))
		return false;
	if (!skip_prefix(&p, s->prefix) || !drop_suffix(&p, s->suffix) || !set_id(&found, s->id, p))
		return false;
	if (s->id == ID_UNIT)
		recognise_libvirt(&found);
	*f = found;
	return true;
}

/* Whether `pod` and a uid of @len characters end @p. */
static bool ends_with_pod(struct part p, size_t len)
{
	static const char mark[] = "pod";
	const char *uid = p.s + p.len - len;

	if (p.len < len + strlen(mark) || memcmp(uid - strlen(mark), mark, strlen(mark)) != 0)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_hex(uid[i]) && uid[i] != '-' && uid[i] != '_')
			return false;
	return true;
}

/* A pod's cgroup ends with its uid, or with a hash where the pod is from a file of the node. */
static bool set_pod_uid(char *pod_uid, struct part p)
{
	enum { UID_LEN = 36, HASH_LEN = 32 };
	size_t len;

	drop_suffix(&p, ".slice");
	if (ends_with_pod(p, UID_LEN))
		len = UID_LEN;
	else if (ends_with_pod(p, HASH_LEN))
		len = HASH_LEN;
	else
		return false;
	container_facts_set(pod_uid, p.s + p.len - len, len);
	for (char *c = pod_uid; *c; c++)
		if (*c == '_')
			*c = '-';
	return true;
}

/*
 * In a pod the id alone may be the name (cgroupfs driver); `SLICE:cri-containerd:ID` is what
 * containerd makes when it and kubelet do not agree about the driver.
 */
static bool match_in_pod(struct part p, const char *pod_uid, struct container_facts *f)
{
	static const char colons[] = ":cri-containerd:";
	struct container_facts found = { .runtime = "kubernetes" };
	const char *at = memmem(p.s, p.len, colons, strlen(colons));

	if (at) {
		struct part slice = { p.s, (size_t)(at - p.s) };

		found.runtime = "containerd";
		set_pod_uid(found.pod_uid, slice);
		p.len -= (size_t)(at - p.s) + strlen(colons);
		p.s = at + strlen(colons);
	} else if (!*pod_uid) {
		return false;
	}
	if (!set_id(&found, ID_HEX, p))
		return false;
	*f = found;
	return true;
}

static bool match_part(struct part p, struct part parent, const char *pod_uid,
		       struct container_facts *f)
{
	for (int i = 0; i < SCHEME_CNT; i++)
		if (match_scheme(&schemes[i], p, parent, f))
			return true;
	return match_in_pod(p, pod_uid, f);
}

size_t container_scheme_match(const char *path, struct container_facts *f)
{
	char pod_uid[CONTAINER_TEXT_BYTES] = "";
	struct part parent = { "", 0 };
	unsigned int uid = 0;
	size_t found_len = 0;

	for (const char *at = path; *at == '/';) {
		struct part p = { at + 1, strcspn(at + 1, "/") };

		at = p.s + p.len;
		/* systemd's, one a user; sscanf() measures all of the path before it looks at it */
		if (!strncmp(p.s, "user-", 5))
			sscanf(p.s, "user-%u.slice/", &uid);
		if (match_part(p, parent, pod_uid, f)) {
			found_len = (size_t)(at - path);
			if (!*f->pod_uid)
				strcpy(f->pod_uid, pod_uid);
			f->uid = uid;
		}
		set_pod_uid(pod_uid, p);
		parent = p;
	}
	return found_len;
}
