using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Training;

/// <summary>Tests of batches and their gradients, and of repeatability.</summary>
public partial class TrainerTests
{
    [Fact, Trait("Id", "OP-02")]
    public void With_batches_of_one_each_example_gives_one_update_along_its_own_gradient()
    {
        var network = Initialized(new Dense(2, 2));
        var (data, replica) = (ToyDatasets.TwoClusters(5), Initialized(new Dense(2, 2)));
        var batches = new Batches(data, 1, seed: 4);
        var updates = 0;
        new Trainer(network, Objective.Classification(), new Sgd(0.3)) { BatchCompleted = _ => updates++ }
            .Fit(backend, batches, null, 1, seed: 1);
        foreach (var batch in batches.Epoch(0))
        {
            var gradients = Gradient(replica, data, batch.Examples);
            foreach (var (w, g) in replica.Parameters.Zip(gradients))
                w.Parameter.Value.Assign([.. w.Parameter.Value.ToArray()
                    .Zip(g, (weight, derivative) => weight - 0.3 * derivative)]);
        }
        Assert.Equal(5, updates);
        foreach (var (a, b) in ParameterValues(network).Zip(ParameterValues(replica))) Assert.Equal(a, b, 1e-14);
    }

    [Fact, Trait("Id", "OP-03")]
    public void Batches_cover_every_example_once_and_their_gradient_is_the_mean_over_their_examples()
    {
        var (data, network) = (ToyDatasets.TwoClusters(23), Initialized(new Dense(2, 2)));
        var batches = new Batches(data, 5, seed: 2).Epoch(0).Select(batch => (int[])batch.Examples.Clone()).ToList();
        Assert.Equal([5, 5, 5, 5, 3], batches.Select(batch => batch.Length));
        Assert.Equal(Enumerable.Range(0, 23), batches.SelectMany(batch => batch).Order());
        foreach (var batch in batches)
        {
            var single = batch.Select(n => Gradient(network, data, n)).ToList();
            var mean = Gradient(network, data, batch);
            for (var parameter = 0; parameter < mean.Count; parameter++)
                for (var j = 0; j < mean[parameter].Length; j++)
                    Assert.Equal(single.Sum(gradient => gradient[parameter][j]),
                        batch.Length * mean[parameter][j], 1e-13);
        }
    }

    [Fact, Trait("Id", "OP-06")]
    public void The_gradient_of_a_random_batch_is_the_full_gradient_on_average()
    {
        var (data, network) = (ToyDatasets.TwoClusters(6), Initialized(new Dense(2, 2)));
        var full = Gradient(network, data, 0, 1, 2, 3, 4, 5)[0];
        for (var k = 1; k <= 6; k++)
        {
            var subsets = Enumerable.Range(0, 64).Where(bits => int.PopCount(bits) == k)
                .Select(bits =>
                    Gradient(network, data, [.. Enumerable.Range(0, 6).Where(n => (bits >> n & 1) == 1)])[0]).ToList();
            for (var j = 0; j < full.Length; j++)
                Assert.Equal(full[j], subsets.Average(gradient => gradient[j]), 1e-12);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_different_ones()
    {
        Assert.Equal(TrainedParameters(seed: 1), TrainedParameters(seed: 1));
        Assert.NotEqual(TrainedParameters(seed: 1), TrainedParameters(seed: 2));

        double[] TrainedParameters(ulong seed)
        {
            var network = Initialized(new Sequential(new Dense(2, 8), new Relu(), new Dropout(0.5), new Dense(8, 2)));
            new Trainer(network, Objective.Classification(), new Adam())
                .Fit(backend, new Batches(ToyDatasets.TwoClusters(40), 8), null, 3, seed);
            return ParameterValues(network);
        }
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        Assert.Equal(TrainedParameters(threads: 1), TrainedParameters(threads: 2));
        Assert.Equal(TrainedParameters(threads: 1), TrainedParameters(threads: 3));

        static double[] TrainedParameters(int threads)
        {
            using var backend = new Cpu<float>(threads);
            var network =
                new Sequential(new Dense(2, 300), new Relu(), new Dense(300, 100), new Relu(), new Dense(100, 2));
            network.Initialize(backend, seed: 1);
            var regularizer = new ElasticNet(1e-4, 1e-3);
            new Trainer(network, Objective.Classification(), new Adam()) { Regularizer = regularizer, ClipNorm = 0.5 }
                .Fit(backend, new Batches(ToyDatasets.TwoClusters(150), 64), null, 2, seed: 1);
            return ParameterValues(network);
        }
    }
}
