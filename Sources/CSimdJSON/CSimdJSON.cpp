#include "CSimdJSON.h"

#include "Decoder.hpp"

struct csj_decoder {
    credence::Decoder decoder;
};

// A failed allocation ends the process here, because no exception may pass into the caller's language.
csj_decoder *csj_decoder_create(
    const csj_field *fields, size_t field_count, csj_limits limits, csj_time_parser parse_time) noexcept {
    return new csj_decoder{credence::Decoder(fields, field_count, limits, parse_time)};
}

void csj_decoder_destroy(csj_decoder *decoder) noexcept { delete decoder; }

csj_block csj_decode_block(
    csj_decoder *decoder, const csj_record *records, size_t count, const csj_sink *sink) noexcept {
    return decoder->decoder.decode(records, count, *sink);
}

const uint8_t *csj_block_bytes(const csj_decoder *decoder) noexcept { return decoder->decoder.block_bytes(); }

void csj_release_excess(csj_decoder *decoder) noexcept { decoder->decoder.release_excess(); }

size_t csj_held_bytes(const csj_decoder *decoder) noexcept { return decoder->decoder.held_bytes(); }
