// The only file that sees libosmium. It copies what was asked for into flat columns and turns every
// exception into one line of text. Input formats register themselves by being included.

#include "COsmium.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <limits>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <osmium/handler.hpp>
#include <osmium/io/gzip_compression.hpp>
#include <osmium/io/pbf_input.hpp>
#include <osmium/io/xml_input.hpp>
#include <osmium/visitor.hpp>

namespace {

/// Keys, and "key=value" for keys of which one value counts.
using Words = std::unordered_set<std::string>;

Words split(const char *list) {
    Words words;
    std::string word;
    for (const char *at = list; at && *at; ++at) {
        if (*at == ',') {
            words.insert(word);
            word.clear();
        } else {
            word += *at;
        }
    }
    if (!word.empty()) words.insert(word);
    return words;
}

struct Selection {
    Words ways, points, relation_types, relation_keys, kept;

    explicit Selection(const cosmium_selection &s)
        : ways(split(s.way_keys)),
          points(split(s.point_keys)),
          relation_types(split(s.relation_types)),
          relation_keys(split(s.relation_keys)),
          kept(split(s.kept_keys)) {}
};

bool has_any(const osmium::TagList &tags, const Words &words) {
    std::string pair;
    for (const auto &tag : tags) {
        if (words.count(tag.key())) return true;
        pair.assign(tag.key()).append("=").append(tag.value());
        if (words.count(pair)) return true;
    }
    return false;
}

/// A column's length as the 32 bits that the columns index with.
uint32_t position(size_t count) {
    if (count > std::numeric_limits<uint32_t>::max()) {
        throw std::length_error("the file holds more than 32 bits can count; cut it into regions");
    }
    return static_cast<uint32_t>(count);
}

/// Each distinct text once.
class Strings {
public:
    std::vector<uint32_t> first{0};
    std::string bytes;

    uint32_t number(const char *text) {
        const auto found = numbers_.find(text);
        if (found != numbers_.end()) return found->second;
        const uint32_t number = position(first.size() - 1);
        numbers_.emplace(text, number);
        bytes += text;
        first.push_back(position(bytes.size()));
        return number;
    }

private:
    std::unordered_map<std::string, uint32_t> numbers_;
};

/// Objects with a slice of details each (refs, tags, members); `order` sorts and drops older twins.
template <typename Detail>
struct Slices {
    std::vector<uint32_t> first{0};
    std::vector<Detail> all;

    void close() { first.push_back(position(all.size())); }

    void reorder(const std::vector<uint32_t> &order) {
        Slices sorted;
        sorted.all.reserve(all.size());
        for (const uint32_t i : order) {
            sorted.all.insert(sorted.all.end(), all.begin() + first[i], all.begin() + first[i + 1]);
            sorted.close();
        }
        *this = std::move(sorted);
    }
};

template <typename T>
void reorder(std::vector<T> &column, const std::vector<uint32_t> &order) {
    std::vector<T> sorted;
    sorted.reserve(order.size());
    for (const uint32_t i : order) sorted.push_back(column[i]);
    column = std::move(sorted);
}

/// Positions in ascending order of id; of objects with one id, the last. Empty: nothing to do.
std::vector<uint32_t> order_of(const std::vector<int64_t> &ids) {
    if (std::adjacent_find(ids.begin(), ids.end(), std::greater_equal<>()) == ids.end()) return {};
    std::vector<uint32_t> order(ids.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
        return ids[a] != ids[b] ? ids[a] < ids[b] : a < b;
    });
    std::vector<uint32_t> unique;
    for (size_t i = 0; i < order.size(); ++i) {
        if (i + 1 == order.size() || ids[order[i]] != ids[order[i + 1]]) unique.push_back(order[i]);
    }
    return unique;
}

struct Member {
    int64_t id;
    uint8_t type;
    uint32_t role;
};

}  // namespace

struct cosmium_extract {
    cosmium_columns columns{};
    Strings strings;
    std::vector<int64_t> node_id, way_id, point_id, relation_id, member_id;
    std::vector<int32_t> node_lon, node_lat, point_lon, point_lat;
    std::vector<uint8_t> member_type;
    std::vector<uint32_t> way_ref, member_role;
    Slices<int64_t> way_nodes;
    Slices<uint32_t> way_tags, point_tags, relation_tags;
    Slices<Member> members;
};

namespace {

void keep_tags(const osmium::TagList &tags, const Selection &selection, Strings &strings,
               Slices<uint32_t> &into) {
    for (const auto &tag : tags) {
        if (!selection.kept.count(tag.key())) continue;
        into.all.push_back(strings.number(tag.key()));
        into.all.push_back(strings.number(tag.value()));
    }
    into.close();
}

struct RelationPass : osmium::handler::Handler {
    cosmium_extract &out;
    const Selection &selection;
    std::vector<int64_t> way_ids;

    RelationPass(cosmium_extract &o, const Selection &s) : out(o), selection(s) {}

    void relation(const osmium::Relation &relation) {
        ++out.columns.file_relations;
        const char *type = relation.tags()["type"];
        if (!type || !selection.relation_types.count(type)) return;
        if (!has_any(relation.tags(), selection.relation_keys)) return;
        out.relation_id.push_back(relation.id());
        keep_tags(relation.tags(), selection, out.strings, out.relation_tags);
        for (const auto &member : relation.members()) {
            const auto type_char = static_cast<uint8_t>(osmium::item_type_to_char(member.type()));
            out.members.all.push_back(
                {member.ref(), type_char, out.strings.number(member.role())});
            if (member.type() == osmium::item_type::way) way_ids.push_back(member.ref());
        }
        out.members.close();
    }
};

struct WayPass : osmium::handler::Handler {
    cosmium_extract &out;
    const Selection &selection;
    const std::vector<int64_t> &members;

    WayPass(cosmium_extract &o, const Selection &s, const std::vector<int64_t> &m)
        : out(o), selection(s), members(m) {}

    void way(const osmium::Way &way) {
        ++out.columns.file_ways;
        if (!has_any(way.tags(), selection.ways) &&
            !std::binary_search(members.begin(), members.end(), way.id())) {
            return;
        }
        out.way_id.push_back(way.id());
        for (const auto &node : way.nodes()) out.way_nodes.all.push_back(node.ref());
        out.way_nodes.close();
        keep_tags(way.tags(), selection, out.strings, out.way_tags);
    }
};

struct NodePass : osmium::handler::Handler {
    cosmium_extract &out;
    const Selection &selection;
    size_t cursor = 0;

    NodePass(cosmium_extract &o, const Selection &s) : out(o), selection(s) {}

    void node(const osmium::Node &node) {
        ++out.columns.file_nodes;
        if (!node.location().valid()) return;
        const int64_t id = node.id();
        const auto &ids = out.node_id;
        // Files are nearly always sorted: the next needed node is usually the right one.
        while (cursor < ids.size() && ids[cursor] < id) ++cursor;
        if (cursor > 0 && ids[cursor - 1] >= id) {
            cursor = std::lower_bound(ids.begin(), ids.end(), id) - ids.begin();
        }
        if (cursor < ids.size() && ids[cursor] == id) {
            out.node_lon[cursor] = node.location().x();
            out.node_lat[cursor] = node.location().y();
        }
        if (!node.tags().empty() && has_any(node.tags(), selection.points)) {
            out.point_id.push_back(id);
            out.point_lon.push_back(node.location().x());
            out.point_lat.push_back(node.location().y());
            keep_tags(node.tags(), selection, out.strings, out.point_tags);
        }
    }
};

void sort_unique(std::vector<int64_t> &ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

template <typename Pass>
void run(const char *path, osmium::osm_entity_bits::type entities, Pass &pass) {
    osmium::io::Reader reader{path, entities};
    osmium::apply(reader, pass);
    reader.close();
}

void read_header(const char *path, cosmium_columns &columns) {
    osmium::io::Reader reader{path, osmium::osm_entity_bits::nothing};
    const osmium::Box box = reader.header().joined_boxes();
    reader.close();
    if (!box.valid()) return;
    columns.has_box = 1;
    columns.box[0] = box.bottom_left().x();
    columns.box[1] = box.bottom_left().y();
    columns.box[2] = box.top_right().x();
    columns.box[3] = box.top_right().y();
}

void sort_objects(cosmium_extract &out) {
    if (const auto order = order_of(out.relation_id); !order.empty()) {
        reorder(out.relation_id, order);
        out.relation_tags.reorder(order);
        out.members.reorder(order);
    }
    if (const auto order = order_of(out.way_id); !order.empty()) {
        reorder(out.way_id, order);
        out.way_tags.reorder(order);
        out.way_nodes.reorder(order);
    }
    if (const auto order = order_of(out.point_id); !order.empty()) {
        reorder(out.point_id, order);
        reorder(out.point_lon, order);
        reorder(out.point_lat, order);
        out.point_tags.reorder(order);
    }
}

void link_columns(cosmium_extract &out) {
    out.way_ref.reserve(out.way_nodes.all.size());
    for (const int64_t id : out.way_nodes.all) {
        const auto at = std::lower_bound(out.node_id.begin(), out.node_id.end(), id);
        out.way_ref.push_back(static_cast<uint32_t>(at - out.node_id.begin()));
    }
    for (const Member &member : out.members.all) {
        out.member_id.push_back(member.id);
        out.member_type.push_back(member.type);
        out.member_role.push_back(member.role);
    }
    cosmium_columns &c = out.columns;
    c.nodes = out.node_id.size();
    c.node_id = out.node_id.data();
    c.node_lon = out.node_lon.data();
    c.node_lat = out.node_lat.data();
    c.ways = out.way_id.size();
    c.way_id = out.way_id.data();
    c.way_first_ref = out.way_nodes.first.data();
    c.way_ref = out.way_ref.data();
    c.way_first_tag = out.way_tags.first.data();
    c.way_tag = out.way_tags.all.data();
    c.points = out.point_id.size();
    c.point_id = out.point_id.data();
    c.point_lon = out.point_lon.data();
    c.point_lat = out.point_lat.data();
    c.point_first_tag = out.point_tags.first.data();
    c.point_tag = out.point_tags.all.data();
    c.relations = out.relation_id.size();
    c.relation_id = out.relation_id.data();
    c.relation_first_tag = out.relation_tags.first.data();
    c.relation_tag = out.relation_tags.all.data();
    c.relation_first_member = out.members.first.data();
    c.member_id = out.member_id.data();
    c.member_type = out.member_type.data();
    c.member_role = out.member_role.data();
    c.strings = out.strings.first.size() - 1;
    c.string_first = out.strings.first.data();
    c.string_bytes = out.strings.bytes.data();
}

std::unique_ptr<cosmium_extract> read(const char *path, const Selection &selection) {
    auto out = std::make_unique<cosmium_extract>();
    read_header(path, out->columns);

    RelationPass relations{*out, selection};
    run(path, osmium::osm_entity_bits::relation, relations);
    sort_unique(relations.way_ids);

    WayPass ways{*out, selection, relations.way_ids};
    run(path, osmium::osm_entity_bits::way, ways);

    out->node_id = out->way_nodes.all;
    sort_unique(out->node_id);
    out->node_id.shrink_to_fit();
    position(out->node_id.size());
    out->node_lon.assign(out->node_id.size(), COSMIUM_MISSING);
    out->node_lat.assign(out->node_id.size(), COSMIUM_MISSING);
    NodePass nodes{*out, selection};
    run(path, osmium::osm_entity_bits::node, nodes);

    sort_objects(*out);
    link_columns(*out);
    return out;
}

void report(char *error, size_t capacity, const char *what) {
    if (!error || capacity == 0) return;
    std::snprintf(error, capacity, "%s", what);
    for (char *at = error; *at; ++at) {
        if (*at == '\n' || *at == '\r') *at = ' ';
    }
}

}  // namespace

extern "C" cosmium_extract *cosmium_read(
    const char *path, const cosmium_selection *selection, char *error, size_t error_capacity) {
    try {
        return read(path, Selection{*selection}).release();
    } catch (const std::bad_alloc &) {
        report(error, error_capacity, "out of memory");
    } catch (const std::exception &exception) {
        report(error, error_capacity, exception.what());
    } catch (...) {
        report(error, error_capacity, "unknown error");
    }
    return nullptr;
}

extern "C" const cosmium_columns *cosmium_columns_of(const cosmium_extract *extract) {
    return &extract->columns;
}

extern "C" void cosmium_free(cosmium_extract *extract) { delete extract; }
