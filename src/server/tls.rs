//! Certificates: given as files, or made for localhost.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{CertificateParams, DnType, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

use super::StartError;

/// Which certificate the server shows.
#[derive(Clone, Debug)]
pub enum Tls {
    /// One made for localhost, at every start.
    Localhost,
    /// PEM files.
    Files {
        /// The certificate, and those between it and its root.
        certificates: PathBuf,
        /// Its private key.
        key: PathBuf,
    },
}

/// What does the handshakes, and the certificate as PEM if it was made just now.
pub fn acceptor(tls: &Tls, host: &str) -> Result<(TlsAcceptor, Option<String>), StartError> {
    let (certificates, key, pem) = match tls {
        Tls::Localhost => localhost(host)?,
        Tls::Files { certificates, key } => {
            let chain: Result<Vec<_>, _> =
                CertificateDer::pem_file_iter(certificates).and_then(Iterator::collect);
            let chain = chain.map_err(|error| unusable(certificates, &error))?;
            let private =
                PrivateKeyDer::from_pem_file(key).map_err(|error| unusable(key, &error))?;
            (chain, private, None)
        }
    };
    let provider = Arc::new(ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(certificates, key));
    let mut config = config.map_err(|error| StartError::Tls(error.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok((TlsAcceptor::from(Arc::new(config)), pem))
}

type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>, Option<String>);

fn localhost(host: &str) -> Result<Identity, StartError> {
    let mut names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
    if !names.iter().any(|name| name == host) {
        names.push(host.to_owned());
    }
    let make = || {
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name.push(DnType::CommonName, "localhost");
        let key = KeyPair::generate()?;
        Ok((params.self_signed(&key)?, key))
    };
    let (certificate, key) =
        make().map_err(|error: rcgen::Error| StartError::Tls(error.to_string()))?;
    let private = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
    Ok((vec![certificate.der().clone()], private, Some(certificate.pem())))
}

fn unusable(path: &Path, error: &dyn std::fmt::Display) -> StartError {
    StartError::Tls(format!("{}: {error}", path.display()))
}
