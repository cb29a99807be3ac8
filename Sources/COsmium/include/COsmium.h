// A pure C view of what libosmium reads: flat columns, tags as text, no meaning.
// Nothing throws across this boundary; libosmium's headers stay in cosmium.cpp.

#ifndef ROCADE_COSMIUM_H
#define ROCADE_COSMIUM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What to read, each a comma-separated list of words. Where a key is expected, "key=value" stands
/// for the key with that value alone.
typedef struct {
    /// A way is read when it has one of these keys (or is a member of a relation that is read).
    const char *way_keys;
    /// A node is read with its tags when it has one of these keys.
    const char *point_keys;
    /// A relation is read when its `type` is one of these ...
    const char *relation_types;
    /// ... and it has one of these keys.
    const char *relation_keys;
    /// Tags of what is read are kept when their key is one of these.
    const char *kept_keys;
} cosmium_selection;

/// Coordinate of a node that ways name but the file lacks.
#define COSMIUM_MISSING INT32_MAX

/// All columns are owned by the extract. `…_first_…` columns have one element more than objects.
typedef struct {
    /// Everything in the file.
    uint64_t file_nodes, file_ways, file_relations;

    /// Nodes that the ways need, ascending by id; longitude and latitude in 1e-7 degrees.
    size_t nodes;
    const int64_t *node_id;
    const int32_t *node_lon;
    const int32_t *node_lat;

    /// Ways, ascending by id; refs are positions in the node columns.
    size_t ways;
    const int64_t *way_id;
    const uint32_t *way_first_ref;
    const uint32_t *way_ref;
    const uint32_t *way_first_tag;

    /// Nodes with tags, ascending by id.
    size_t points;
    const int64_t *point_id;
    const int32_t *point_lon;
    const int32_t *point_lat;
    const uint32_t *point_first_tag;

    /// Relations, ascending by id; members have an OSM id, a type ('n', 'w' or 'r') and a role.
    size_t relations;
    const int64_t *relation_id;
    const uint32_t *relation_first_tag;
    const uint32_t *relation_first_member;
    const int64_t *member_id;
    const uint8_t *member_type;
    const uint32_t *member_role;

    /// Tags of ways, points and relations: numbers of strings, key and value in turn.
    const uint32_t *way_tag;
    const uint32_t *point_tag;
    const uint32_t *relation_tag;

    /// The strings: string i is `string_bytes[string_first[i] ..< string_first[i + 1]]`, UTF-8.
    size_t strings;
    const uint32_t *string_first;
    const char *string_bytes;

    /// The box in the file's header (west, south, east, north, 1e-7 degrees), when it has one.
    int32_t has_box;
    int32_t box[4];
} cosmium_columns;

/// An extract in memory; free it with `cosmium_free`.
typedef struct cosmium_extract cosmium_extract;

/// Reads a file in three passes: relations, ways, and only the nodes that those need.
/// Ids may be negative and in any order. NULL on failure, with one line of text in `error`.
cosmium_extract *cosmium_read(
    const char *path, const cosmium_selection *selection, char *error, size_t error_capacity);

/// The columns of an extract; valid until it is freed.
const cosmium_columns *cosmium_columns_of(const cosmium_extract *extract);

/// Frees an extract and its columns.
void cosmium_free(cosmium_extract *extract);

#ifdef __cplusplus
}
#endif

#endif
