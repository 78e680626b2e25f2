/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of containers in containers/storage, the library of podman and CRI-O; see container_lists.h. */
#include "task/container_lists.h"

#include <limits.h>
#include <pwd.h>
#include <stdio.h>

enum { LIST_BYTES_MAX = 64 << 20, PASSWD_BYTES = 16384 };

static const char *const names[CONTAINER_LISTS_CNT] = {
	"containers.json",
	"volatile-containers.json",
};

/* Where the storage of @uid is. Returns false for a user that nobody knows. */
static bool find_storage(unsigned int uid, char *dir, size_t size)
{
	char buf[PASSWD_BYTES];
	struct passwd pw, *found;

	if (!uid)
		return snprintf(dir, size, "/var/lib/containers/storage") < (int)size;
	if (getpwuid_r(uid, &pw, buf, sizeof(buf), &found) || !found)
		return false;
	return snprintf(dir, size, "%s/.local/share/containers/storage", pw.pw_dir) < (int)size;
}

static void read_lists(struct container_lists *ls, const char *root, unsigned int uid)
{
	char dir[PATH_MAX], path[2 * PATH_MAX];

	container_lists_fini(ls);
	ls->read = true;
	ls->uid = uid;
	if (!find_storage(uid, dir, sizeof(dir)))
		return;
	for (int i = 0; i < CONTAINER_LISTS_CNT; i++) {
		int len = snprintf(path, sizeof(path), "%s%s/overlay-containers/%s", root, dir,
				   names[i]);

		if (len < (int)sizeof(path))
			ls->v[i] = jsonfile_open(path, LIST_BYTES_MAX);
	}
}

void container_lists_fini(struct container_lists *ls)
{
	for (int i = 0; i < CONTAINER_LISTS_CNT; i++)
		jsonfile_close(ls->v[i]);
	*ls = (struct container_lists){ 0 };
}

static const struct json_value *find_by_id(const struct json_value *list, const char *id)
{
	const struct json_value *v;

	for (size_t i = 0; (v = json_element(list, i)); i++) {
		const char *s = json_text(json_member(v, "id"));

		if (s && !strcmp(s, id))
			return v;
	}
	return NULL;
}

bool container_lists_name(struct container_lists *ls, const char *root, struct container_facts *f)
{
	if (!ls->read || ls->uid != f->uid)
		read_lists(ls, root, f->uid);
	for (int i = 0; i < CONTAINER_LISTS_CNT; i++) {
		const struct json_value *v = find_by_id(ls->v[i], f->id);
		const char *name = json_text(json_element(json_member(v, "names"), 0));

		if (name && container_facts_set(f->name, name, strlen(name)))
			return true;
	}
	return false;
}
