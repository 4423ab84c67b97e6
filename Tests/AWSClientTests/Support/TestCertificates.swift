// SPDX-License-Identifier: Apache-2.0

/// An authority of the tests' own, with a server's and a client's certificate; valid from 2020 to 2120 on loopback only.
enum TestCertificates {
    /// The authority's certificate.
    static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBeTCCAR6gAwIBAgIUFSWcIuURJLahs0kAZC/xcX7ve8kwCgYIKoZIzj0EAwIw
        GTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEy
        MDAxMDEwMDAwMDBaMBkxFzAVBgNVBAMMDlRlc3QgYXV0aG9yaXR5MFkwEwYHKoZI
        zj0CAQYIKoZIzj0DAQcDQgAEMMq2mycss2LpYKOtYGH0KASBeA1g/w1NrwIMVUZ1
        UwW4e3yAfXA8vSPzGDEzVJBakN7qdmOBkOnVJGOC5qnVZ6NCMEAwDwYDVR0TAQH/
        BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAgQwHQYDVR0OBBYEFFqrA4LuE082NWfJX97Z
        9nmeG5jQMAoGCCqGSM49BAMCA0kAMEYCIQCoS6cnFr+v3puAmr3bV2h7pNnwSOHJ
        iWqqwVlFueysNAIhAMJGOyJQckRW7T/6WY5oKsLbEs5Z4L0ommSAWpwwEWAm
        -----END CERTIFICATE-----
        """

    /// A server's, for localhost and 127.0.0.1.
    static let server = """
        -----BEGIN CERTIFICATE-----
        MIIBjTCCATKgAwIBAgIUWHLmz1s9HlJ4bx6K4dND/tsIIk4wCgYIKoZIzj0EAwIw
        GTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEy
        MDAxMDEwMDAwMDBaMBExDzANBgNVBAMMBnNlcnZlcjBZMBMGByqGSM49AgEGCCqG
        SM49AwEHA0IABLku6gkY0aP7w8MPGD/Mc1CZC7aFL3aX4VC8jmQoppOB89d4E7F9
        E8J4AT4Tc/35BsB3VbP771px/9cBpc8sEwajXjBcMBoGA1UdEQQTMBGCCWxvY2Fs
        aG9zdIcEfwAAATAdBgNVHQ4EFgQUc49vcU5+RHMAw/3bAt/moW17JxgwHwYDVR0j
        BBgwFoAUWqsDgu4TTzY1Z8lf3tn2eZ4bmNAwCgYIKoZIzj0EAwIDSQAwRgIhAIVF
        gaQROTceXKnVdOVPfriRRXZJHTuP4JDZiUhUQgf0AiEAn8nB7AZCCrFSEs9LPXXD
        aB0xBDnljOMP42peoCSju3E=
        -----END CERTIFICATE-----
        """

    /// Its key.
    static let serverKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgkEb9tgTcbHNUJzti
        r5rtdPjkcotIdEBtK57oBdQzaB6hRANCAAS5LuoJGNGj+8PDDxg/zHNQmQu2hS92
        l+FQvI5kKKaTgfPXeBOxfRPCeAE+E3P9+QbAd1Wz++9acf/XAaXPLBMG
        -----END PRIVATE KEY-----
        """

    /// A client's.
    static let client = """
        -----BEGIN CERTIFICATE-----
        MIIBjDCCATKgAwIBAgIUCIbR6oUoq7Qq4x7WBQiHY/dcZxkwCgYIKoZIzj0EAwIw
        GTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEy
        MDAxMDEwMDAwMDBaMBExDzANBgNVBAMMBmNsaWVudDBZMBMGByqGSM49AgEGCCqG
        SM49AwEHA0IABIkJHUdY6CnA+YN9q1PA91ViD4Iyar2UZ7PO5wDbnjlnfY1s110x
        TXyL2Dc7qACIM4M7YmC+lzwPrz8hTGm224SjXjBcMBoGA1UdEQQTMBGCCWxvY2Fs
        aG9zdIcEfwAAATAdBgNVHQ4EFgQU7ci1oHPm6VmwWis5t76qYjTVXh4wHwYDVR0j
        BBgwFoAUWqsDgu4TTzY1Z8lf3tn2eZ4bmNAwCgYIKoZIzj0EAwIDSAAwRQIgLavJ
        yiupfR4d0bhwMRn0IvFOeRUXivzH9WUeeeBEcvkCIQCbIKfs+K+qf2kF36fApzJK
        WqrGkb8QtgST/camzy4Wkg==
        -----END CERTIFICATE-----
        """

    /// Its key.
    static let clientKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgOws7Xf+QZT27cUNN
        U/JG6rxe8asA9+lkJHV4JcnGSyWhRANCAASJCR1HWOgpwPmDfatTwPdVYg+CMmq9
        lGezzucA2545Z32NbNddMU18i9g3O6gAiDODO2Jgvpc8D68/IUxpttuE
        -----END PRIVATE KEY-----
        """
}
