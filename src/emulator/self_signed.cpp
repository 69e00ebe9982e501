// SPDX-License-Identifier: Apache-2.0
#include "emulator/self_signed.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <memory>

#include "skyline/error.hpp"

namespace skyline::emulator {
namespace {

template <auto Free>
struct Deleter {
  template <class Handle>
  void operator()(Handle* handle) const {
    Free(handle);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Memory = std::unique_ptr<BIO, Deleter<BIO_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;

constexpr long kLifeSeconds = 30L * 24 * 3600;
constexpr long kGraceSeconds = 24L * 3600;  // for clients whose clock is behind
constexpr long kVersion3 = 2;

void check(bool done) {
  if (!done) throw Error("cannot make a certificate: OpenSSL refuses");
}

void add_extension(X509* certificate, int kind, const std::string& value) {
  const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()));
  check(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

Certificate make_certificate(EVP_PKEY* key, const std::string& address) {
  Certificate certificate(X509_new());
  std::uint32_t serial = 0;
  check(certificate != nullptr && RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  X509_set_version(certificate.get(), kVersion3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), std::uint64_t{serial} + 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kGraceSeconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kLifeSeconds);
  auto* name = X509_get_subject_name(certificate.get());
  check(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>("SkyLine's Kinesis Video emulator"), -1, -1,
                                   0) == 1);
  X509_set_issuer_name(certificate.get(), name);
  check(X509_set_pubkey(certificate.get(), key) == 1);
  add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1,IP:" + address);
  check(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
  return certificate;
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

net::ServerTls make_self_signed(const std::string& address) {
  const Key key(EVP_EC_gen("P-256"));
  check(key != nullptr);
  const auto certificate = make_certificate(key.get(), address);
  const Memory certificate_pem(BIO_new(BIO_s_mem()));
  const Memory key_pem(BIO_new(BIO_s_mem()));
  check(PEM_write_bio_X509(certificate_pem.get(), certificate.get()) == 1);
  check(PEM_write_bio_PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return {text_of(certificate_pem.get()), Secret(text_of(key_pem.get()))};
}

}  // namespace skyline::emulator
