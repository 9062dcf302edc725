using MusicRec.Compute;
using MusicRec.Encoders;
using MusicRec.Neural;

namespace MusicRec.Tests.Encoders;

/// <summary>The shape tables of four papers, layer by layer, and the language that plans are written in.</summary>
public class NetworkPlanTests
{
    [Fact]
    public void Van_den_Oord_2013() => Assert.Equal(
        ["125 x 256", "31 x 256", "28 x 256", "14 x 256", "3584", "2048", "50"], Table(NetworkPlans.VanDenOord2013(), 128, 128));

    [Fact]
    public void Spotify_2014() => Assert.Equal(
        ["596 x 256", "149 x 256", "146 x 256", "73 x 256", "70 x 256", "35 x 256", "32 x 512", "1536", "2048", "2048", "2048", "2048", "40"],
        Table(NetworkPlans.Spotify2014(), 599, 128));

    [Fact]
    public void Oramas_2017_tracks()
    {
        var plan = NetworkPlans.Oramas2017();
        Assert.Equal(["319 x 256", "79 x 256", "79 x 256", "76 x 512", "19 x 512", "16 x 1024", "4 x 1024", "4 x 1024", "4096", "200", "200"],
            Table(plan, 322, 96));
        Assert.Equal(4096, plan.EmbeddingWidth(322, 96));
    }

    [Fact]
    public void Oramas_2017_artists()
    {
        var plan = NetworkPlans.Oramas2017Text();
        Assert.Equal(["10000", "10000", "2048", "2048", "2048", "2048", "200", "200"], Table(plan, 1, 10_000));
        Assert.Equal(2048, plan.EmbeddingWidth(1, 10_000));
    }

    [Fact]
    public void Liang_2015()
    {
        var plan = NetworkPlans.Liang2015();
        Assert.Equal(["1024", "1200", "1200", "1200", "1200", "1200", "1200", "561"], Table(plan, 1, 1024));
        Assert.Equal(1200, plan.EmbeddingWidth(1, 1024));
        Assert.Equal(1024 * 1200 + 1200 + 2 * (1200 * 1200 + 1200) + 1200 * 561 + 561, plan.Weights(1, 1024));
    }

    [Theory]
    [InlineData("flatten | dense 4 sigmoid | dense 3 relu | dense 2 sigmoid")]
    [InlineData("conv 6 3 relu | maxpool 2 | batchnorm | flatten | dropout 0.25 | dense 7 relu | dense 5 | l2norm")]
    [InlineData("conv 6 3 | globalpool | dense 5")]
    [InlineData("flatten | dense 5")]
    public void The_network_has_the_shapes_and_weights_that_the_plan_says(string text)
    {
        var plan = new NetworkPlan(text);
        var backend = new CpuBackend(1);
        var network = plan.Build(new Initializer(backend, 1), 20, 4);
        var tape = new Tape(backend, training: false);
        var x = tape.Input(new Shape(3, 20, 4), new float[240]);
        var shapes = plan.Shapes(20, 4);
        for (int l = 0; l < shapes.Count; l++) Assert.Equal(new Shape([3, .. shapes[l]]), network.Forward(tape, x, l + 1).Shape);
        Assert.Equal(plan.Weights(20, 4), network.Parameters.Concat(network.Buffers).Sum(tensor => (long)tensor.Value.Length));
        Assert.Equal(text, plan.Text);
        Assert.Equal(text, new NetworkPlan($"  {text.Replace("|", "|  ")} ").Text);
    }

    [Theory]
    [InlineData("conv 256 | dense 5")]
    [InlineData("konv 256 4 | dense 5")]
    [InlineData("dense 0")]
    [InlineData("dense -3")]
    [InlineData("dense 99999999999")]
    [InlineData("dropout 1 | dense 5")]
    [InlineData("maxpool 3 relu | dense 5")]
    [InlineData("conv 4 4 relu")]
    [InlineData("flatten || dense 5")]
    [InlineData("")]
    public void What_is_no_plan_is_refused(string text) => Assert.ThrowsAny<ArgumentException>(() => new NetworkPlan(text));

    [Fact]
    public void A_window_too_short_or_a_layer_out_of_place_is_told()
    {
        Assert.Contains("conv 256 4 relu", Assert.Throws<ArgumentException>(() => NetworkPlans.VanDenOord2013().Shapes(3, 128)).Message);
        Assert.Throws<ArgumentException>(() => new NetworkPlan("dense 5").Shapes(2, 4));
        Assert.Throws<ArgumentException>(() => new NetworkPlan("flatten | conv 2 2 | dense 5").Shapes(2, 4));
    }

    private static string[] Table(NetworkPlan plan, int frames, int bins) =>
        [.. plan.Shapes(frames, bins).Select(shape => string.Join(" x ", shape))];
}
