namespace TcpVet.Probes.Tests.Udp.Live;

/// <summary>The servers of the distribution that are asked. Each runs in the foreground, in a network namespace where 127.0.0.1 is all
/// there is.</summary>
internal static class LiveServers
{
    private const string Dnsmasq = """
        mkdir $d/tftp
        exec dnsmasq -k -u root -C /dev/null --no-resolv --no-hosts --pid-file= --enable-tftp --tftp-root=$d/tftp \
            --interface=lo --dhcp-range=127.0.0.0,static,255.0.0.0 --dhcp-leasefile=$d/leases --domain=lab.example --log-facility=-
        """;

    private const string Strongswan = """
        printf 'charon {\n  load = random nonce aes sha1 sha2 hmac openssl kdf kernel-netlink socket-default\n  filelog {\n stderr { default = 1 }\n }\n}\n' > $d/conf
        export STRONGSWAN_CONF=$d/conf
        exec /usr/lib/ipsec/charon
        """;

    private const string Freeradius = """
        mkdir $d/r; cd $d/r
        cat > radiusd.conf <<END
        prefix = /usr
        run_dir = $d/r
        pidfile = $d/r/pid
        security { status_server = yes
        reject_delay = 0 }
        client here { ipaddr = 127.0.0.1
        secret = testing123
        require_message_authenticator = no }
        server default {
        listen { type = auth
        ipaddr = 127.0.0.1
        port = 1812 }
        authorize { }
        authenticate { }
        }
        END
        exec freeradius -f -l stdout -d $d/r -D /usr/share/freeradius
        """;

    private const string Kerberos = """
        export KRB5_CONFIG=$d/krb5.conf KRB5_KDC_PROFILE=$d/kdc.conf
        printf '[libdefaults]\ndefault_realm = LAB.EXAMPLE\n[realms]\nLAB.EXAMPLE = {\n}\n' > $d/krb5.conf
        printf '[kdcdefaults]\nkdc_ports = 88\nkdc_tcp_ports = ""\n[realms]\nLAB.EXAMPLE = {\ndatabase_name = %s/db\nkey_stash_file = %s/stash\n}\n' $d $d > $d/kdc.conf
        kdb5_util create -s -P x -r LAB.EXAMPLE
        exec krb5kdc -n -r LAB.EXAMPLE -P $d/pid
        """;

    private const string Miniupnpd = """
        ip link add v0 type veth peer name v1; ip addr add 10.9.9.1/24 dev v0; ip link set v0 up; ip link set v1 up
        printf 'ext_ifname=v0\next_ip=4.3.2.1\nlistening_ip=lo\nenable_natpmp=yes\nenable_upnp=yes\nlease_file=%s/leases\n' $d > $d/c
        echo uuid=00000000-0000-0000-0000-000000000001 >> $d/c
        exec miniupnpd -d -f $d/c -P $d/pid
        """;

    private const string Avahi = """
        ip link set lo multicast on; ip route add 224.0.0.0/4 dev lo; mkdir /run/avahi-daemon
        printf '[server]\nuse-ipv6=no\nenable-dbus=no\nallow-interfaces=lo\n[publish]\npublish-workstation=yes\n' > $d/c
        exec avahi-daemon -f $d/c --no-drop-root --no-chroot --no-rlimits
        """;

    private const string Nmbd = """
        mkdir $d/s /run/samba; mount -t tmpfs tmpfs /var/log; mkdir /var/log/samba
        ip link add v0 type veth peer name v1; ip addr add 10.9.9.1/24 dev v0; ip link set v0 up; ip link set v1 up
        printf '[global]\nnetbios name = LABHOST\nworkgroup = LABGROUP\ninterfaces = 10.9.9.1/24\nbind interfaces only = no\n' > $d/c
        for kind in lock private state cache pid ncalrpc; do echo "$kind dir = $d/s" >> $d/c; done
        exec nmbd -F --no-process-group -s $d/c
        """;

    private const string Kamailio = """
        printf 'fork=no\nlisten=udp:127.0.0.1:5060\nloadmodule "sl.so"\nrequest_route {\n sl_send_reply("200","OK");\n}\n' > $d/c
        exec kamailio -f $d/c -DD -E -P $d/pid -w $d -Y $d
        """;

    private const string Caddy = """
        export HOME=$d XDG_DATA_HOME=$d
        printf '{\n auto_https disable_redirects\n skip_install_trust\n admin off\n}\nhttps://127.0.0.1 {\n tls internal\n respond hi\n}\n' > $d/c
        exec caddy run --config $d/c --adapter caddyfile
        """;

    private const string Dtls = """
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $d/key -out $d/cert -days 1 -subj /CN=lab
        exec openssl s_server -dtls -accept 127.0.0.1:5684 -cert $d/cert -key $d/key
        """;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<LiveServer> All { get; } =
    [
        new("sbin/dnsmasq", "dns", 53, ["^(NOERROR|REFUSED)", "^NOERROR, version \"dnsmasq-2"], Dnsmasq),
        new("sbin/dnsmasq", "tftp", 69, ["^error 1, file .*/tcpvet-a0a1"], Dnsmasq),
        new("sbin/dnsmasq", "dhcp", 67, ["^DHCPACK from 127.0.0.1, domain lab.example$"], Dnsmasq),
        new("sbin/unbound", "dns", 53, ["^REFUSED", "^NOERROR, version \"unbound 1"],
            "printf 'server:\n username: \"\"\n chroot: \"\"\n pidfile: \"\"\n use-syslog: no\n' > $d/c; exec unbound -d -c $d/c"),
        new("sbin/chronyd", "ntp", 123, ["^version 4, stratum 5, reference 127.127.1.1$"],
            "printf 'local stratum 5\nallow\ncmdport 0\npidfile %s/pid\n' $d > $d/c; exec chronyd -d -x -u root -f $d/c"),
        new("sbin/snmpd", "snmp", 161, ["^SNMPv3, engine 80001f88[0-9a-f]+ of enterprise 8072, boots 1, up ", "^SNMPv2c, A lab$", "^SNMPv1, A lab$"],
            "printf 'agentaddress udp:127.0.0.1:161\nrocommunity public\nsysdescr A lab\n' > $d/c; SNMP_PERSISTENT_DIR=$d exec snmpd -f -Lo -C -c $d/c -p $d/pid"),
        new("bin/memcached", "memcached", 11211, ["^version 1[.]"], "exec memcached -u root -l 127.0.0.1 -p 0 -U 11211"),
        new("sbin/stund", "stun", 3478, ["^sees us as 127.0.0.1:"], "ip addr add 127.0.0.2/8 dev lo; exec stund -h 127.0.0.1 -a 127.0.0.2"),
        new("bin/turnserver", "stun", 3478, ["^sees us as 127.0.0.1:[0-9]+, software Coturn-4"],
            "cd $d; exec turnserver -n --listening-ip=127.0.0.1 --no-cli --no-tls --no-dtls --userdb=$d/db --log-file=stdout --pidfile=$d/pid"),
        new("sbin/rpcbind", "rpc", 111, ["^portmapper answers$"], "exec rpcbind -f"),
        new("sbin/freeradius", "radius", 1812, ["^Access-Reject$"], Freeradius),
        new("sbin/freeradius", "radius", 1812, ["^Access-Accept, it knows the secret"], Freeradius) { Secret = "testing123" },
        new("lib/ipsec/charon", "ike", 500, ["^IKEv2, NO_PROPOSAL_CHOSEN$", "^IKEv1, NO_PROPOSAL_CHOSEN$"], Strongswan),
        new("lib/ipsec/charon", "ike", 4500, ["^IKEv2, NO_PROPOSAL_CHOSEN$", "^IKEv1, NO_PROPOSAL_CHOSEN$"], Strongswan),
        new("sbin/krb5kdc", "kerberos", 88, ["^KDC_ERR_"], Kerberos),
        new("bin/coap-server-openssl", "coap", 5683, ["^2.05 Content, </>;", "^answers a ping$"], "exec coap-server-openssl -A 127.0.0.1"),
        new("sbin/miniupnpd", "ssdp", 1900, ["^.* UPnP/1.1 MiniUPnPd/"], Miniupnpd),
        new("sbin/miniupnpd", "natpmp", 5351, ["^public address 4.3.2.1, up [0-9]+ s$"], Miniupnpd),
        new("sbin/miniupnpd", "pcp", 5351, ["^version 2, up [0-9]+ s$"], Miniupnpd),
        new("sbin/avahi-daemon", "mdns", 5353, ["^1 service type: _workstation._tcp$"], Avahi),
        // Too big to be fetched for a test; asked where they are installed.
        new("sbin/kamailio", "sip", 5060, ["^200 OK, kamailio "], Kamailio),
        new("sbin/nmbd", "netbios", 137, ["^LABHOST<00>, LABHOST<03>, LABHOST<20>, "], Nmbd),
        new("bin/caddy", "quic", 443, ["^versions 1, "], Caddy),
        new("bin/openssl", "dtls", 5684, ["^asks for a cookie"], Dtls),
    ];
}
