namespace TcpVet.Configs.Tests;

/// <summary>What Apache httpd does at a restart and with its pool, asked of the distribution's own.</summary>
public sealed class RealHttpdServingTests
{
    // TV762, TV763, TV769: SIGHUP is what `apachectl restart` sends, SIGUSR1 `apachectl graceful`.
    [Fact]
    public void Only_a_stop_and_a_start_listen_anew() => PrivateFolder.Run(folder =>
    {
        using (ServedProgram httpd = Start(folder, "event", "ListenBacklog 50\nServerLimit 4\nMaxRequestWorkers 100"))
        {
            Assert.Equal(50, Assert.Single(ServedProgram.Queues(8080)).Limit);
            Configure(folder, "event", "ListenBacklog 77\nServerLimit 8\nMaxRequestWorkers 200");
            foreach (string signal in (string[])["HUP", "USR1"])
            {
                httpd.Signal(signal);
                Thread.Sleep(1_200);
                Assert.Equal(50, Assert.Single(ServedProgram.Queues(8080)).Limit);
            }

            Assert.Contains("changing ServerLimit to 8 from original value of 4 not allowed during restart", File.ReadAllText(Path.Combine(folder, "errors")), StringComparison.Ordinal);
        }

        using ServedProgram anew = Start(folder, "event", "ListenBacklog 77\nServerLimit 8\nMaxRequestWorkers 200");
        Assert.Equal(77, Assert.Single(ServedProgram.Queues(8080)).Limit);
    });

    // TV767: a second request, long after ttl, goes over the old connection with prefork alone.
    [Theory]
    [InlineData("event", "ServerLimit 1\nThreadsPerChild 25\nMaxRequestWorkers 25", 2)]
    [InlineData("prefork", "MaxRequestWorkers 1", 1)]
    public void A_ttl_acts_with_event_and_not_with_prefork(string mpm, string limits, int connections) => PrivateFolder.Run(folder =>
    {
        using Backend backend = new(9090, answersAfter: 1);
        using ServedProgram httpd = Start(folder, mpm, $"StartServers 1\n{limits}\nProxyPass / http://127.0.0.1:9090/ ttl=1");

        Clients.Fetch(8080);
        Thread.Sleep(3_500);
        Clients.Fetch(8080);

        Assert.Equal(connections, backend.Accepted);
    });

    // The remedy for too few descriptors: Debian's apache2ctl runs `ulimit -n 8192`, or what APACHE_ULIMIT_MAX_FILES holds.
    [Theory]
    [InlineData("", "8192")]
    [InlineData("export APACHE_ULIMIT_MAX_FILES='ulimit -n 6000'", "6000")]
    public void Debians_script_sets_the_descriptor_limit_itself(string envvars, string limit) => PrivateFolder.Run(folder =>
    {
        string script = Path.Combine(RealServer.Folder(), "usr/sbin/apache2ctl");
        Assert.SkipUnless(File.Exists(script), "apache2ctl is not among the unpacked packages");
        string shown = PrivateFolder.Write(folder, "show", "#!/bin/sh\ngrep 'Max open files' /proc/$$/limits\n");
        File.SetUnixFileMode(shown, (UnixFileMode)0b111_101_101);
        PrivateFolder.Write(folder, "envvars", $"export APACHE_RUN_DIR={folder}/run APACHE_LOCK_DIR={folder}/lock\n{envvars}\n");

        string said = ServedProgram.Run($"ulimit -n 9000; APACHE_CONFDIR='{folder}' APACHE_HTTPD='{shown}' sh '{script}' -t");

        Assert.Matches($@"Max open files +{limit} +{limit} ", said);
    });

    private static ServedProgram Start(string folder, string mpm, string lines) => ServedProgram.Start(
        folder, $"'{RealTomcat.Unpacked("usr/sbin/apache2")}' -f '{Configure(folder, mpm, lines)}' -D FOREGROUND -k start", 8080);

    private static string Configure(string folder, string mpm, string lines)
    {
        string modules = RealTomcat.Unpacked("usr/lib/apache2/modules");
        Directory.CreateDirectory(Path.Combine(folder, "logs"));
        return PrivateFolder.Write(folder, "httpd.conf", $"""
            ServerRoot {folder}
            ServerName x
            PidFile {folder}/pid
            ErrorLog {folder}/errors
            LoadModule mpm_{mpm}_module {modules}/mod_mpm_{mpm}.so
            LoadModule authz_core_module {modules}/mod_authz_core.so
            LoadModule proxy_module {modules}/mod_proxy.so
            LoadModule proxy_http_module {modules}/mod_proxy_http.so
            Listen 127.0.0.1:8080
            DocumentRoot {folder}
            {lines}
            """);
    }
}
