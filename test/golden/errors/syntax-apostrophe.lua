print('it's done')
